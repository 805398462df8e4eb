/**
 * Images in and out of the store as files: what {@code save}, {@code load} and {@code import} do.
 */
@NullMarked
package dev.varve.store.transfer;

import org.jspecify.annotations.NullMarked;
