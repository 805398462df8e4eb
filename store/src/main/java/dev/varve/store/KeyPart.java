package dev.varve.store;

/**
 * One named input of a step.
 *
 * @param name as {@code instruction}, {@code parent}, {@code files}, {@code arg:NAME}
 * @param value the input itself or a digest of it; never a secret
 */
public record KeyPart(String name, String value) {}
