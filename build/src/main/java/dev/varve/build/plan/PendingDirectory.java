package dev.varve.build.plan;

/**
 * A directory that WORKDIR named and that has to exist in the next layer, if it does not already.
 *
 * @param path absolute and clean
 * @param owner the USER at that time, unresolved; empty for root
 */
public record PendingDirectory(String path, String owner) {}
