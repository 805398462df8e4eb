package dev.varve.cli.command;

import dev.varve.model.Reference;
import dev.varve.model.VarveException;
import dev.varve.store.Images;
import dev.varve.store.ListedImage;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * What {@code --filter} of {@code images} leaves. All filters have to accept; those for references,
 * any.
 */
final class ImageFilter {
  private final List<Predicate<ListedImage>> all = new ArrayList<>();
  private final List<String> references = new ArrayList<>();

  private ImageFilter() {}

  static ImageFilter of(List<String> filters, Images images) throws IOException {
    ImageFilter filter = new ImageFilter();
    for (String text : filters) {
      int equals = text.indexOf('=');
      if (equals <= 0) {
        throw wrong("a filter has the form NAME=VALUE, not '" + text + "'");
      }
      filter.add(text.substring(0, equals), text.substring(equals + 1), images);
    }
    return filter;
  }

  private void add(String name, String value, Images images) throws IOException {
    switch (name) {
      case "dangling" -> {
        boolean wanted = value.equals("true") || value.equals("1");
        all.add(listed -> listed.isDangling() == wanted);
      }
      case "reference" -> references.add(value);
      case "label" -> all.add(listed -> hasLabel(listed, value));
      case "before" -> {
        Instant time = created(value, images);
        all.add(listed -> time(listed).isBefore(time));
      }
      case "since" -> {
        Instant time = created(value, images);
        all.add(listed -> time(listed).isAfter(time));
      }
      default -> throw wrong("there is no filter '" + name + "'");
    }
  }

  private static VarveException wrong(String message) {
    return new VarveException(
        VarveException.Code.USAGE,
        "images: " + message,
        "filters are dangling, reference, label, before and since");
  }

  private static Instant created(String image, Images images) throws IOException {
    return images.resolve(image).config().time().orElse(Instant.EPOCH);
  }

  private static Instant time(ListedImage listed) {
    return listed.image().config().time().orElse(Instant.EPOCH);
  }

  private static boolean hasLabel(ListedImage listed, String label) {
    Map<String, String> labels = listed.image().config().config().labels();
    int equals = label.indexOf('=');
    if (equals < 0) {
      return labels.containsKey(label);
    }
    return label.substring(equals + 1).equals(labels.get(label.substring(0, equals)));
  }

  boolean accepts(ListedImage listed) {
    for (Predicate<ListedImage> each : all) {
      if (!each.test(listed)) {
        return false;
      }
    }
    if (references.isEmpty()) {
      return true;
    }
    for (String pattern : references) {
      for (Reference name : listed.names()) {
        if (NamePattern.matches(pattern, name)) {
          return true;
        }
      }
    }
    return false;
  }
}
