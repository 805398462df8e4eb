/**
 * The command line: finds the command, runs it, and turns what goes wrong into a line and an exit
 * status.
 */
@NullMarked
package dev.varve.cli;

import org.jspecify.annotations.NullMarked;
