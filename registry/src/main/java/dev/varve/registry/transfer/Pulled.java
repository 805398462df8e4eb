package dev.varve.registry.transfer;

import dev.varve.model.Digest;
import dev.varve.store.Image;

/**
 * An image that came from a registry.
 *
 * @param digest what the name means there: of the index, if it is one, else of the manifest
 * @param changed whether the name meant another image here before
 */
public record Pulled(Image image, Digest digest, boolean changed) {}
