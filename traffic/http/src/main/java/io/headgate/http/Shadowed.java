package io.headgate.http;

/**
 * A route no request can reach.
 *
 * @param index its place in the list of routes
 * @param by the place of a route that matches whatever it matches, and stands before it
 */
public record Shadowed(int index, int by) {}
