/**
 * Words of a Dockerfile: quotes, escapes and variables, as Docker's own word processor does them.
 */
@NullMarked
package dev.varve.dockerfile.words;

import org.jspecify.annotations.NullMarked;
