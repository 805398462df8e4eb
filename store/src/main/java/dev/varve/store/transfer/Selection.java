package dev.varve.store.transfer;

import dev.varve.model.Digest;
import dev.varve.model.Reference;
import dev.varve.store.Image;
import dev.varve.store.Store;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Which images go into an archive, in the order they were asked for, and under which names; an
 * image that was asked for by ID has none.
 */
record Selection(List<Selected> images) {

  record Selected(Image image, List<Reference> names) {}

  static Selection of(Store store, List<String> wanted) throws IOException {
    Map<Digest, Selected> found = new LinkedHashMap<>();
    for (String text : wanted) {
      Map<Reference, Digest> tags = isNameOnly(text) ? tags(store, text) : Map.of();
      if (tags.isEmpty()) {
        Image image = store.images().resolve(text);
        Selected selected = select(found, image);
        addName(store, text, image, selected);
      }
      for (Map.Entry<Reference, Digest> tag : tags.entrySet()) {
        Image image = store.images().resolve(tag.getValue().toString());
        select(found, image).names().add(tag.getKey());
      }
    }
    return new Selection(List.copyOf(found.values()));
  }

  private static Selected select(Map<Digest, Selected> found, Image image) {
    return found.computeIfAbsent(image.id(), id -> new Selected(image, new ArrayList<>()));
  }

  /** Adds the name that an image was asked for by, unless it was an ID. */
  private static void addName(Store store, String text, Image image, Selected selected)
      throws IOException {
    try {
      Reference name = Reference.parse(text);
      if (name.digest() == null
          && store.refs().find(name).filter(image.manifestDigest()::equals).isPresent()
          && !selected.names().contains(name)) {
        selected.names().add(name);
      }
    } catch (IllegalArgumentException e) {
      // an ID
    }
  }

  private static boolean isNameOnly(String text) {
    return text.indexOf('@') < 0 && text.lastIndexOf(':') <= text.lastIndexOf('/');
  }

  /** All tags of a repository. */
  private static Map<Reference, Digest> tags(Store store, String text) throws IOException {
    Map<Reference, Digest> tags = new LinkedHashMap<>();
    Reference wanted;
    try {
      wanted = Reference.parse(text);
    } catch (IllegalArgumentException e) {
      return tags;
    }
    for (Map.Entry<Reference, Digest> each : store.refs().all().entrySet()) {
      Reference name = each.getKey();
      if (name.registry().equals(wanted.registry())
          && name.repository().equals(wanted.repository())) {
        tags.put(name, each.getValue());
      }
    }
    return tags;
  }
}
