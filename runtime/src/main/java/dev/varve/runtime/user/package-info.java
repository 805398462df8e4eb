/** Names of users and groups, resolved with an image's own files. */
@NullMarked
package dev.varve.runtime.user;

import org.jspecify.annotations.NullMarked;
