/**
 * Images between registries and the store: pull, push, and layers that are fetched when they are
 * needed.
 */
@NullMarked
package dev.varve.registry.transfer;

import org.jspecify.annotations.NullMarked;
