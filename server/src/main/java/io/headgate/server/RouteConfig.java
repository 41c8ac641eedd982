package io.headgate.server;

/**
 * One route of a host: what it matches and what happens then.
 *
 * @param name unique within its host; without a name in the file {@code shop.example.com[0]}, counted from 0
 * @param requestEdits applied before the request is forwarded
 * @param responseEdits applied before the response is sent, generated ones included
 */
public record RouteConfig(
        Source source,
        String name,
        MatchConfig match,
        Action action,
        HeaderEdits requestEdits,
        HeaderEdits responseEdits) {}
