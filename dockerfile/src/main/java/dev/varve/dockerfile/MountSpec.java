package dev.varve.dockerfile;

import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * A typed {@code RUN --mount}.
 *
 * @param from stage or image that a bind or cache mount starts from; without it a bind mount is of
 *     the build context and a cache is empty
 * @param source path inside {@code from}; for a secret or ssh the id if {@code id} is absent
 * @param target where it is mounted; the defaults of a missing target depend on the type
 * @param readOnly as asked for, else as the type has it (all but cache and tmpfs)
 * @param size bytes of a tmpfs
 * @param sharing given for a cache only, SHARED when absent
 * @param required the build fails without the secret or ssh agent
 * @param env the variable that gets the secret; empty text for the default name
 * @param mode permissions of secret, ssh or cache
 */
public record MountSpec(
    MountType type,
    Optional<String> from,
    Optional<String> source,
    Optional<String> target,
    boolean readOnly,
    OptionalLong size,
    Optional<String> id,
    Optional<CacheSharing> sharing,
    boolean required,
    Optional<String> env,
    OptionalInt mode,
    OptionalLong uid,
    OptionalLong gid) {}
