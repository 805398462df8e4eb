/**
 * {@code varve demo}: a tour of the product on the machine's own tools, which checks every claim it
 * makes.
 */
@NullMarked
package dev.varve.cli.demo;

import org.jspecify.annotations.NullMarked;
