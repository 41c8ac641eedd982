package io.headgate.etcd;

import io.headgate.store.Bytes;
import java.math.BigInteger;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Numbers in values, as {@link io.headgate.store.Write.Add} defines them. */
final class Decimals {
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,20}");
    private static final BigInteger LEAST = BigInteger.valueOf(Long.MIN_VALUE);
    private static final BigInteger MOST = BigInteger.valueOf(Long.MAX_VALUE);

    private Decimals() {}

    /** Empty if the bytes are not a number. */
    static OptionalLong parse(Bytes bytes) {
        // The store takes a sign and digits, together no more than the lowest long has.
        if (bytes.size() > 20 || !NUMBER.matcher(bytes.text()).matches()) {
            return OptionalLong.empty();
        }
        var number = new BigInteger(bytes.text());
        boolean fits = number.compareTo(LEAST) >= 0 && number.compareTo(MOST) <= 0;
        return fits ? OptionalLong.of(number.longValue()) : OptionalLong.empty();
    }

    /** The sum, or the end of the range that it passes, as a value. */
    static Bytes sum(long one, long other) {
        BigInteger sum = BigInteger.valueOf(one).add(BigInteger.valueOf(other));
        return Bytes.of(sum.max(LEAST).min(MOST).toString());
    }
}
