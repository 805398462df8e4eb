package dev.varve.registry.cache;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.JsonFields;
import java.util.ArrayList;
import java.util.List;

/** All records of a shared cache, as one document. */
record CacheDocument(List<SharedRecord> records) {
  /** The config of a manifest whose layers are those of the records. */
  static final String MEDIA_TYPE = "application/vnd.varve.cache.config.v1+json";

  /**
   * In the manifest of an image: the document, in base 64, of a cache that travels with the image.
   */
  static final String ANNOTATION = "dev.varve.cache.v1";

  private static final int VERSION = 1;

  /** So many fit into what anybody reads as a document. */
  static final int MOST_RECORDS = 4000;

  CacheDocument {
    records = List.copyOf(records);
  }

  byte[] toBytes() {
    List<Json> items = new ArrayList<>();
    records.forEach(record -> items.add(record.toJson()));
    return Json.Obj.EMPTY
        .with("version", Json.Num.of(VERSION))
        .with("records", new Json.Arr(items))
        .toBytes();
  }

  /**
   * Reads a document.
   *
   * @throws JsonException if it is none, or of a version that is not known
   */
  static CacheDocument parse(byte[] document) throws JsonException {
    JsonFields json = new JsonFields(Json.parseObject(document), "cache");
    if (json.number("version").orElse(0L) != VERSION) {
      throw new JsonException("cache: written by another version of Varve");
    }
    List<SharedRecord> records = new ArrayList<>();
    for (JsonFields each : json.objects("records")) {
      if (records.size() == MOST_RECORDS) {
        throw new JsonException("cache: more than " + MOST_RECORDS + " records");
      }
      records.add(SharedRecord.of(each));
    }
    return new CacheDocument(records);
  }
}
