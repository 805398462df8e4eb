/**
 * Registries (OCI distribution spec): what the rest of the project asks of them, and what it has to
 * know to do so. How requests are made is in {@code http} and {@code auth}, what people have
 * configured in {@code config}, images on their way in {@code transfer}.
 */
@NullMarked
package dev.varve.registry;

import org.jspecify.annotations.NullMarked;
