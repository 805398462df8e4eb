package dev.varve.model;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One entry of an image's history (OCI image spec, "Image Configuration", {@code history}).
 *
 * @param emptyLayer whether the entry made no layer
 * @param unknown the members that have no meaning here; they are kept
 */
public record History(
    @Nullable Instant created,
    String createdBy,
    String comment,
    String author,
    boolean emptyLayer,
    Json.Obj unknown) {

  private static final List<String> KNOWN =
      List.of("created", "created_by", "comment", "author", "empty_layer");

  public History(
      @Nullable Instant created,
      String createdBy,
      String comment,
      String author,
      boolean emptyLayer) {
    this(created, createdBy, comment, author, emptyLayer, Json.Obj.EMPTY);
  }

  static History of(JsonFields json) throws JsonException {
    return new History(
        json.instant("created").orElse(null),
        json.string("created_by").orElse(""),
        json.string("comment").orElse(""),
        json.string("author").orElse(""),
        json.flag("empty_layer"),
        json.source().without(KNOWN));
  }

  public Optional<Instant> time() {
    return Optional.ofNullable(created);
  }

  Json.Obj toJson() {
    Json.Obj json = Json.Obj.EMPTY;
    if (created != null) {
      json = json.with("created", Json.of(created.toString()));
    }
    if (!createdBy.isEmpty()) {
      json = json.with("created_by", Json.of(createdBy));
    }
    if (!author.isEmpty()) {
      json = json.with("author", Json.of(author));
    }
    if (!comment.isEmpty()) {
      json = json.with("comment", Json.of(comment));
    }
    if (emptyLayer) {
      json = json.with("empty_layer", new Json.Bool(true));
    }
    return json.withAll(unknown);
  }
}
