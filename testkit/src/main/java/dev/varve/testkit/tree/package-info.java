/** A tree of files that changes at random, the same way for the same seed. */
@NullMarked
package dev.varve.testkit.tree;

import org.jspecify.annotations.NullMarked;
