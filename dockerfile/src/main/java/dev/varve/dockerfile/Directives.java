package dev.varve.dockerfile;

import java.util.Optional;

/**
 * The parser directives at the top of a Dockerfile.
 *
 * @param syntax the frontend image that {@code # syntax=} names; recorded, never fetched
 * @param escape a backslash or a backtick
 * @param check what {@code # check=} says, up to the first space, as Docker reads it
 */
public record Directives(Optional<String> syntax, char escape, Optional<String> check) {}
