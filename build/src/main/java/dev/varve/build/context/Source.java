package dev.varve.build.context;

import dev.varve.archive.EntryPath;

/**
 * One thing that a COPY copies.
 *
 * @param named the path by which the Dockerfile, or a wildcard in it, named it; its last component
 *     is the name of the copy
 * @param entry what that path leads to
 */
public record Source(EntryPath named, ContextEntry entry) {}
