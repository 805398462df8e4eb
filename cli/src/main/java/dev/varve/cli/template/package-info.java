/** Go templates over JSON, as {@code --format} takes them. */
@NullMarked
package dev.varve.cli.template;

import org.jspecify.annotations.NullMarked;
