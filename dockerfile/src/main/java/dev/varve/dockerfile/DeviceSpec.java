package dev.varve.dockerfile;

/**
 * A {@code RUN --device}.
 *
 * @param name the CDI name; empty when the flag names none
 * @param required the build fails without the device
 */
public record DeviceSpec(String name, boolean required) {}
