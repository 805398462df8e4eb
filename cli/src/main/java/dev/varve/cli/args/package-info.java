/**
 * What a command accepts, read from its arguments as Docker reads them, and the help page made from
 * it.
 */
@NullMarked
package dev.varve.cli.args;

import org.jspecify.annotations.NullMarked;
