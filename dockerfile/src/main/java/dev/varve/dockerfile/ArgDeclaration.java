package dev.varve.dockerfile;

import java.util.Optional;

/**
 * A variable that ARG declares.
 *
 * @param defaultValue as written; absent for a bare name
 * @param description what the comment above says of it, behind its name
 */
public record ArgDeclaration(
    String name, Optional<String> defaultValue, Optional<String> description) {}
