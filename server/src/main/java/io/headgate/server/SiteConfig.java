package io.headgate.server;

/** A data centre. */
public record SiteConfig(Source source, String name) {}
