package io.headgate.property;

/**
 * Draws the fields of one value, the most significant first, so that the value stays between two bounds: a field is
 * bounded by that of a bound only while all fields before it were equal to that bound's.
 *
 * <p>So each field shrinks by itself, and a date that has to be in a February becomes the 1st of February 2000.
 * Confined to the draw of one value.
 */
final class DrawnFields {
    private final Recording recording;
    private boolean onLower = true;
    private boolean onUpper = true;

    DrawnFields(TestCase testCase) {
        recording = testCase.recording();
    }

    /** The next field: {@code first..last}, as far as {@code lower..upper}, those of the bounds, let it. */
    int next(int first, int last, int lower, int upper) {
        return next(first, last, lower, upper, first);
    }

    /** Like the other one, with the value that is simplest, or the nearest to it that is allowed. */
    int next(int first, int last, int lower, int upper, int towards) {
        int min = onLower ? Math.max(first, lower) : first;
        int max = onUpper ? Math.min(last, upper) : last;
        var bounds = new IntegerChoice.Bounds(min, max, Math.clamp(towards, min, max));
        int field = (int) recording.choose(bounds).value();
        onLower &= field == lower;
        onUpper &= field == upper;
        return field;
    }
}
