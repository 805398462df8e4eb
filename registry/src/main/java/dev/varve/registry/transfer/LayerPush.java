package dev.varve.registry.transfer;

import dev.varve.archive.compress.Compression;
import dev.varve.model.Descriptor;
import dev.varve.model.Digest;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.client.BlobReader;
import dev.varve.registry.client.BlobSource;
import dev.varve.registry.client.Registries;
import dev.varve.registry.client.Repository;
import dev.varve.registry.transfer.TransferListener.Stage;
import dev.varve.store.CompressedLayer;
import dev.varve.store.Layer;
import dev.varve.store.Origins;
import dev.varve.store.Store;
import dev.varve.store.transfer.TarPipe;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Sees to it that a repository has a layer, in the cheapest way there is. */
final class LayerPush implements Together.Task {
  private final Store store;
  private final Registries registries;
  private final TransferListener listener;
  private final Repository to;
  private final Digest diffId;
  private final Descriptor listed;
  private final PushOptions options;
  private @Nullable Descriptor sent;

  /** What a push works with. */
  record Tools(Store store, Registries registries, TransferListener listener) {}

  /**
   * @param layer as the image's manifest has it
   */
  LayerPush(Tools tools, Repository to, Pusher.Listed layer, PushOptions options) {
    this.store = tools.store();
    this.registries = tools.registries();
    this.listener = tools.listener();
    this.to = to;
    this.diffId = layer.diffId();
    this.listed = layer.blob();
    this.options = options;
  }

  /** The layer's blob as the repository has it. */
  Descriptor sent() {
    return Objects.requireNonNull(sent, "not sent yet");
  }

  @Override
  public void run() throws IOException, InterruptedException {
    for (Descriptor blob : known()) {
      if (there(blob) || mounted(blob) || passedOn(blob)) {
        sent = blob;
        return;
      }
    }
    sent = made();
  }

  /**
   * The forms in which the layer need not be made: that of the manifest it came with; and one that
   * a registry has, if the layer is not here.
   */
  private List<Descriptor> known() throws IOException {
    List<Descriptor> blobs = new ArrayList<>();
    if (options.force()) {
      return blobs;
    }
    if (cameSo()) {
      blobs.add(listed);
    }
    if (store.layers().findHere(diffId).isEmpty()) {
      for (Origins.Place place : places()) {
        if (!blobs.contains(place.blob())) {
          blobs.add(place.blob());
        }
      }
    }
    return blobs;
  }

  /** Whether the layer's form in the manifest is one that a registry gave it. */
  private boolean cameSo() throws IOException {
    return !listed.digest().equals(diffId)
        || places().stream().anyMatch(place -> place.blob().digest().equals(diffId));
  }

  private List<Origins.Place> places() throws IOException {
    Optional<Origins.Known> known = store.origins().find(diffId);
    return known.isEmpty() ? List.of() : known.get().places();
  }

  private boolean there(Descriptor blob) throws IOException, InterruptedException {
    if (to.blobSize(blob.digest()).isEmpty()) {
      return false;
    }
    listener.on(blob.digest(), Stage.PRESENT, blob.size(), blob.size());
    return true;
  }

  private boolean mounted(Descriptor blob) throws IOException, InterruptedException {
    for (Origins.Place place : places()) {
      if (!place.blob().digest().equals(blob.digest()) || place.isDirectory()) {
        continue;
      }
      Repository from = registries.forPush(Places.name(place));
      boolean same = from.endpoint().registry().equals(to.endpoint().registry());
      String repository = from.endpoint().repository();
      if (same
          && !repository.equals(to.endpoint().repository())
          && to.mount(blob.digest(), repository)) {
        listener.on(blob.digest(), Stage.MOUNTED, blob.size(), blob.size());
        return true;
      }
    }
    return false;
  }

  /** Sends it from another registry, without keeping it here. */
  private boolean passedOn(Descriptor blob) throws IOException, InterruptedException {
    for (Origins.Place place : places()) {
      if (!place.blob().digest().equals(blob.digest())) {
        continue;
      }
      for (BlobReader from : Places.readers(registries, place)) {
        if (from != to && canRead(from, blob)) {
          send(blob, offset -> from.blob(blob, offset));
          return true;
        }
      }
    }
    return false;
  }

  private static boolean canRead(BlobReader from, Descriptor blob) throws InterruptedException {
    try {
      return from.canRead(blob.digest());
    } catch (IOException | VarveException e) {
      // Gone, or not for us any more: there may be another way.
      return false;
    }
  }

  /** Makes the blob of the layer, which has to be here or is brought here. */
  private Descriptor made() throws IOException, InterruptedException {
    Layer layer = store.layers().get(diffId);
    boolean plain = !options.force() && listed.digest().equals(diffId) && cameSo();
    if (plain || options.compression().format() == Compression.NONE) {
      Descriptor blob = new Descriptor(MediaTypes.OCI_LAYER, diffId, layer.size());
      if (!there(blob) && !mounted(blob)) {
        send(blob, offset -> skipped(TarPipe.of(layer), offset));
      }
      return blob;
    }
    listener.on(diffId, Stage.COMPRESSING, 0, layer.size());
    CompressedLayer compressed = store.compressed().of(layer, options.compression());
    Descriptor blob = compressed.descriptor();
    if (!there(blob) && !mounted(blob)) {
      send(blob, compressed::open);
    }
    return blob;
  }

  private static InputStream skipped(InputStream in, long count) throws IOException {
    in.skipNBytes(count);
    return in;
  }

  private void send(Descriptor blob, BlobSource source) throws IOException, InterruptedException {
    listener.on(blob.digest(), Stage.PUSHING, 0, blob.size());
    to.upload(blob, offset -> new Counted(source.open(offset), blob, offset));
    listener.on(blob.digest(), Stage.PUSHED, blob.size(), blob.size());
  }

  /** Tells how much was taken. */
  private final class Counted extends FilterInputStream {
    private final Descriptor blob;
    private long count;

    Counted(InputStream in, Descriptor blob, long count) {
      super(in);
      this.blob = blob;
      this.count = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] to, int offset, int length) throws IOException {
      int read = in.read(to, offset, length);
      if (read > 0) {
        count += read;
        listener.on(blob.digest(), Stage.PUSHING, count, blob.size());
      }
      return read;
    }

    @Override
    public boolean markSupported() {
      return false;
    }
  }
}
