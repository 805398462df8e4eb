package dev.varve.build.step;

import dev.varve.model.Digest;
import dev.varve.store.Layer;
import java.io.IOException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * The layers below a step, bottom first: what steps make and start from.
 *
 * @param layers without anything that WORKDIR has only named
 */
public record Root(List<LayerRef> layers) {
  public static final Root EMPTY = new Root(List.of());

  public Root {
    layers = List.copyOf(layers);
  }

  /**
   * A layer, which may have yet to be sealed: until then its diff ID has to be waited for.
   *
   * @param identity of its content without times; the diff ID of one that came with an image
   */
  public record LayerRef(Layer layer, Digest identity) {
    /** A layer that a step made. */
    public static LayerRef of(Layer layer) throws IOException {
      return new LayerRef(layer, layer.identity());
    }

    public Digest diffId() {
      return layer.diffId();
    }

    /** When it was made. */
    public Instant created() {
      return layer.created();
    }
  }

  public Root with(LayerRef top) {
    List<LayerRef> more = new ArrayList<>(layers);
    more.add(top);
    return new Root(more);
  }

  /** The same with another layer on top. */
  public Root withTop(LayerRef top) {
    return new Root(layers.subList(0, layers.size() - 1)).with(top);
  }

  /** Whether all of it is in the store, so that nothing has to be fetched to look into it. */
  boolean isHere() {
    for (LayerRef layer : layers) {
      if (!layer.layer().isHere()) {
        return false;
      }
    }
    return true;
  }

  public LayerRef top() {
    return layers.getLast();
  }

  /** What later steps can see of it: the identities of all layers in order. */
  public Digest identity() {
    MessageDigest sha = Digest.newSha256();
    for (LayerRef layer : layers) {
      layer.identity().update(sha);
    }
    return Digest.of(sha);
  }
}
