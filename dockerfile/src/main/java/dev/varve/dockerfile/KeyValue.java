package dev.varve.dockerfile;

/**
 * A pair of ENV or LABEL.
 *
 * @param legacy written as {@code key value}, without an equals sign
 */
public record KeyValue(String key, String value, boolean legacy) {}
