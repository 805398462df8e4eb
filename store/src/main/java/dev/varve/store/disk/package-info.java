/** The lowest level of the store: files that appear whole or not at all, and who may touch them. */
@NullMarked
package dev.varve.store.disk;

import org.jspecify.annotations.NullMarked;
