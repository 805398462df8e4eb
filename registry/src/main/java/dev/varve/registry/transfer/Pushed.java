package dev.varve.registry.transfer;

import dev.varve.model.Descriptor;
import dev.varve.model.Manifest;

/**
 * An image that a registry has now.
 *
 * @param descriptor of its manifest there
 * @param manifest as it is there: its layers are most likely compressed, where those of the image
 *     in the store need not be
 */
public record Pushed(Descriptor descriptor, Manifest manifest) {}
