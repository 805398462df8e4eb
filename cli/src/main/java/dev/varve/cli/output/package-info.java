/** What commands print with: streams, tables, and sizes and ages in words. */
@NullMarked
package dev.varve.cli.output;

import org.jspecify.annotations.NullMarked;
