package dev.varve.registry.client;

import static dev.varve.registry.client.RepositoryFixture.BLOBS;
import static dev.varve.registry.client.RepositoryFixture.content;
import static dev.varve.registry.client.RepositoryFixture.descriptor;
import static dev.varve.registry.client.RepositoryFixture.download;
import static dev.varve.registry.client.RepositoryFixture.ranges;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.varve.model.Descriptor;
import dev.varve.model.MediaTypes;
import dev.varve.model.VarveException;
import dev.varve.registry.Scene;
import dev.varve.testkit.registry.Answer;
import dev.varve.testkit.registry.Ending;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

final class BlobDownloadsTest {
  private static final byte[] BLOB = content(100_000);

  private Scene scene;

  @BeforeEach
  void open() throws Exception {
    scene = Scene.open();
    scene.server().registry().addBlob(Scene.REPOSITORY, BLOB);
  }

  @AfterEach
  void close() throws Exception {
    scene.close();
  }

  private VarveException damaged(Descriptor blob) {
    VarveException failure = scene.failure(VarveException.class, () -> download(scene, blob, 0));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
    return failure;
  }

  private void first(UnaryOperator<Answer> change) {
    scene.server().on("GET", BLOBS).times(1).change(change);
  }

  @ParameterizedTest
  @EnumSource(
      value = Ending.class,
      names = {"CLOSE", "RESET"})
  void download_thatBreaksOff_goesOnWhereItWas(Ending ending) throws Exception {
    first(answer -> answer.bodyCut(40_000, ending));
    assertArrayEquals(BLOB, download(scene, BLOB));
    assertEquals(2, ranges(scene).size());
    // What had arrived and was not read when it broke is lost.
    assertTrue(position(ranges(scene).getLast()) <= 40_000, ranges(scene).toString());
  }

  private static int position(String range) {
    return range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=|-$", ""));
  }

  @Test
  void download_inChunksThatBreak_goesOnWhereItWas() throws Exception {
    first(answer -> answer.brokenChunk(40_000));
    assertArrayEquals(BLOB, download(scene, BLOB));
    assertEquals(2, ranges(scene).size());
  }

  @Test
  void download_withoutLengthThatEndsEarly_goesOnWhereItWas() throws Exception {
    first(answer -> answer.body(Arrays.copyOf(BLOB, 40_000)).untilClosed());
    assertArrayEquals(BLOB, download(scene, BLOB));
    assertEquals(List.of("", "bytes=40000-"), ranges(scene));
  }

  @Test
  void download_thatFallsSilent_goesOnWhereItWas() throws Exception {
    scene.close();
    scene = Scene.impatient();
    scene.server().registry().addBlob(Scene.REPOSITORY, BLOB);
    first(answer -> answer.bodyCut(40_000, Ending.STALL));
    assertArrayEquals(BLOB, download(scene, BLOB));
    assertTrue(ranges(scene).contains("bytes=40000-"), ranges(scene).toString());
  }

  @Test
  void download_thatBreaksOffAgainAndAgain_endsAfterFiveAttempts() throws Exception {
    scene.server().on("GET", BLOBS).change(answer -> answer.bodyCut(100, Ending.CLOSE));
    scene.failure(IOException.class, () -> download(scene, BLOB));
    assertEquals(5, ranges(scene).size());
    assertTrue(position(ranges(scene).getLast()) <= 400, ranges(scene).toString());
  }

  @Test
  void download_thatAlwaysMakesProgress_isNotGivenUp() throws Exception {
    byte[] large = content(12 << 20);
    scene.server().registry().addBlob(Scene.REPOSITORY, large);
    scene.server().on("GET", BLOBS).change(answer -> answer.bodyCut(3 << 19, Ending.CLOSE));
    assertArrayEquals(large, download(scene, large));
    assertTrue(ranges(scene).size() >= 8, ranges(scene).toString());
  }

  @Test
  void download_withoutRanges_beginsAnewAndSkipsWhatIsKnown() throws Exception {
    scene.server().on("GET", BLOBS).answer(Answer.status(200).body(BLOB));
    assertArrayEquals(
        Arrays.copyOfRange(BLOB, 40_000, BLOB.length), download(scene, descriptor(BLOB), 40_000));
    assertEquals(List.of("bytes=40000-"), ranges(scene));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "206|bytes 0-99999/100000",
        "206|bytes 50000-99999/100000",
        "206|bytes 40000-50000/100000",
        "206|bytes 40000-99999/200000",
        "206|bytes 40000-199999/200000",
        "206|bytes */100000",
        "206|garbage",
        "206|",
        "416|bytes */100000",
        "416|bytes */20000",
      })
  void range_thatIsAnsweredWithAnother_isNotUsed(int status, String range) throws Exception {
    scene
        .server()
        .on(request -> request.header("Range").isPresent())
        .answer(
            Answer.status(status)
                .header("Content-Range", Optional.ofNullable(range).orElse(""))
                .header("Content-Type", "multipart/byteranges; boundary=x")
                .body(content(60_000)));
    assertArrayEquals(
        Arrays.copyOfRange(BLOB, 40_000, BLOB.length), download(scene, descriptor(BLOB), 40_000));
    assertEquals(List.of("bytes=40000-", ""), ranges(scene));
  }

  @Test
  void range_answeredWithoutTotal_isUsed() throws Exception {
    scene
        .server()
        .on("GET", BLOBS)
        .change(answer -> answer.header("Content-Range", "bytes 30000-99999/*"));
    assertArrayEquals(
        Arrays.copyOfRange(BLOB, 30_000, BLOB.length), download(scene, descriptor(BLOB), 30_000));
  }

  @Test
  void range_withAnotherLength_isDamage() throws Exception {
    scene
        .server()
        .on("GET", BLOBS)
        .change(answer -> answer.body(content(10)).header("Content-Length", "10"));
    VarveException failure =
        scene.failure(VarveException.class, () -> download(scene, descriptor(BLOB), 30_000));
    assertEquals(VarveException.Code.CORRUPT, failure.code());
  }

  @Test
  void blob_fromItsEnd_isAskedForNowhere() throws Exception {
    assertEquals(0, download(scene, descriptor(BLOB), BLOB.length).length);
    assertEquals(0, scene.server().requests().size());
  }

  @Test
  void blob_ofNoBytes_isRead() throws Exception {
    scene.server().registry().addBlob(Scene.REPOSITORY, new byte[0]);
    assertEquals(0, download(scene, new byte[0]).length);
  }

  @ParameterizedTest
  @ValueSource(ints = {-1, 100_001})
  void blob_fromOutside_isRefused(long from) {
    assertThrows(IllegalArgumentException.class, () -> download(scene, descriptor(BLOB), from));
  }

  @ParameterizedTest
  @ValueSource(ints = {99_999, 100_001, 0, 1_000_000})
  void blob_ofAnotherLength_isNotRead(int length) throws Exception {
    first(answer -> answer.body(Arrays.copyOf(BLOB, length)));
    VarveException failure = damaged(descriptor(BLOB));
    assertTrue(failure.text().contains("has " + length + " bytes"), failure.text());
    assertEquals(1, ranges(scene).size());
  }

  @Test
  void blob_longerThanItShouldBeWithoutLength_isDamage() throws Exception {
    first(answer -> answer.body(Arrays.copyOf(BLOB, 100_001)).chunked());
    assertTrue(damaged(descriptor(BLOB)).text().contains("more than the 100000 bytes"));
  }

  @Test
  void blob_withoutAnEnd_isDamage() throws Exception {
    first(Answer::endless);
    assertTrue(damaged(descriptor(BLOB)).text().contains("more than the 100000 bytes"));
  }

  @Test
  void blob_whoseLastChunkIsMissing_isWhole() throws Exception {
    first(answer -> answer.brokenChunk(BLOB.length));
    assertArrayEquals(BLOB, download(scene, BLOB));
  }

  @Test
  void blob_thatIsNotThere_isToldOnce() throws Exception {
    RegistryFailure failure =
        scene.failure(RegistryFailure.class, () -> download(scene, content(7)));
    assertEquals(404, failure.status());
    assertEquals(1, ranges(scene).size());
  }

  @Test
  void document_ofAnotherContent_isDamage() throws Exception {
    first(answer -> answer.body(other()));
    VarveException failure =
        scene.failure(VarveException.class, () -> scene.repository().document(descriptor(BLOB)));
    assertTrue(failure.text().contains("another content"), failure.text());
  }

  private static byte[] other() {
    byte[] other = BLOB.clone();
    other[99_999]++;
    return other;
  }

  @Test
  void document_thatIsTooLong_isNotAskedFor() throws Exception {
    Descriptor huge =
        new Descriptor(MediaTypes.OCI_CONFIG, descriptor(BLOB).digest(), Long.MAX_VALUE);
    scene.failure(VarveException.class, () -> scene.repository().document(huge));
    assertEquals(0, scene.server().requests().size());
  }

  @Test
  void stream_thatIsClosed_isNotOpenedAgain() throws Exception {
    InputStream in = scene.repository().blob(descriptor(BLOB), 0);
    assertEquals(BLOB[0] & 0xff, in.read());
    in.close();
    assertThrows(IOException.class, in::read);
    assertEquals(1, ranges(scene).size());
  }

  @Test
  void stream_thatFailed_doesNotEndInstead() throws Exception {
    scene.server().on("GET", BLOBS).change(answer -> answer.bodyCut(100, Ending.CLOSE));
    try (InputStream in = scene.repository().blob(descriptor(BLOB), 0)) {
      assertThrows(IOException.class, in::readAllBytes);
      assertThrows(IOException.class, in::read);
    }
  }

  @Test
  void blob_thatIsLookedFor_isFoundOrNot() throws Exception {
    assertEquals(
        BLOB.length,
        scene.repository().blobSize(descriptor(BLOB).digest()).orElseThrow(),
        "the server's HEAD says the length");
    assertTrue(scene.repository().blobSize(descriptor(content(3)).digest()).isEmpty());
  }

  @ParameterizedTest
  @CsvSource({
    "bytes 0-9/10,0,9,10",
    "bytes 5-9/*,5,9,-1",
    " bytes  5 - 9 / 10 ,5,9,10",
  })
  void contentRange_asServersSendIt_isRead(String header, long first, long last, long total) {
    assertEquals(
        Optional.of(new BlobStream.Range(first, last, total)), BlobStream.Range.parse(header));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "bytes",
        "bytes ",
        "bytes */10",
        "items 0-9/10",
        "bytes 0-9",
        "bytes 0/9-10",
        "bytes a-b/c",
        "bytes 0-99999999999999999999/10",
        "bytes --1/10",
      })
  void contentRange_thatIsNone_isNotRead(String header) {
    assertEquals(Optional.empty(), BlobStream.Range.parse(header));
  }
}
