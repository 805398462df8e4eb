/**
 * Layers, image archives and documents that nobody in his right mind would make, with the answer
 * that is expected to each; and what is needed to see that the answer was given. Everything is
 * written byte by byte: nothing here could share an error with the code that it tests.
 */
@NullMarked
package dev.varve.testkit.layers;

import org.jspecify.annotations.NullMarked;
