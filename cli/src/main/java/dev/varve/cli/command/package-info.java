/** The commands, a file each. */
@NullMarked
package dev.varve.cli.command;

import org.jspecify.annotations.NullMarked;
