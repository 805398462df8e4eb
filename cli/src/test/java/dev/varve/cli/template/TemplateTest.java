package dev.varve.cli.template;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.varve.model.Json;
import dev.varve.model.JsonException;
import dev.varve.model.VarveException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class TemplateTest {
  private static final String IMAGE =
      """
      {"Id": "sha256:51c0", "RepoTags": ["shop:latest", "shop:1"], "Size": 42, "Parent": "",
       "RootFS": {"Layers": ["sha256:a", "sha256:b"]},
       "Config": {"Env": ["A=1", "B=2"], "Cmd": null, "Labels": {"k": "v", "a.b": "c"},
                  "Volumes": null, "User": "app", "Healthcheck": {"Test": ["CMD", "x"]}}}
      """;

  private static String apply(String template) throws JsonException {
    return Template.parse(template).apply(Json.parse(IMAGE.getBytes(StandardCharsets.UTF_8)));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '~',
      quoteCharacter = '\0',
      value = {
        "{{.Id}}~sha256:51c0",
        "{{ .Id }}~sha256:51c0",
        "id={{.Id}}, size={{.Size}}~id=sha256:51c0, size=42",
        "{{.Config.Env}}~[A=1 B=2]",
        "{{.Config.Cmd}}~[]",
        "{{.Config.Volumes}}~map[]",
        "{{.Config.Labels}}~map[a.b:c k:v]",
        "{{.Config.Labels.k}}~v",
        "{{.Config.Labels.none}}|~|",
        "{{index .Config.Labels \"a.b\"}}~c",
        "{{index .Config.Labels \"none\"}}|~|",
        "{{index .RepoTags 1}}~shop:1",
        "{{json .Config.Env}}~[\"A=1\",\"B=2\"]",
        "{{json .Config.Cmd}}~null",
        "{{.Config.Env | json}}~[\"A=1\",\"B=2\"]",
        "{{json .Config.Labels}}~{\"k\":\"v\",\"a.b\":\"c\"}",
        "{{len .RepoTags}}~2",
        "{{range .RootFS.Layers}}<{{.}}>{{end}}~<sha256:a><sha256:b>",
        "{{range $i, $l := .RootFS.Layers}}{{$i}}={{$l}} {{end}}|~0=sha256:a 1=sha256:b |",
        "{{range $k, $v := .Config.Labels}}{{$k}}={{$v}};{{end}}~a.b=c;k=v;",
        "{{range .Config.Volumes}}x{{else}}none{{end}}~none",
        "{{range .RepoTags}}{{$.Id}} {{end}}|~sha256:51c0 sha256:51c0 |",
        "{{if .Parent}}child{{else}}root{{end}}~root",
        "{{if .Config.User}}{{.Config.User}}{{end}}~app",
        "{{if eq .Size 42}}y{{else if eq .Size 1}}z{{else}}n{{end}}~y",
        "{{if eq .Size 1}}y{{else if eq .Size 42}}z{{else}}n{{end}}~z",
        "{{if and (gt .Size 1) (not .Parent)}}y{{end}}~y",
        "{{with .Config.Healthcheck}}{{join .Test \" \"}}{{end}}~CMD x",
        "{{with .Parent}}p{{else}}none{{end}}~none",
        "{{$x := .Config}}{{$x.User}}~app",
        "{{(index .RepoTags 0) | upper}}~SHOP:LATEST",
        "{{join .RepoTags \", \"}}~shop:latest, shop:1",
        "{{index (split .Id \":\") 1}}~51c0",
        "{{printf \"%s-%d %q %5s|%-3s|%%\" .Config.User .Size .Parent \"r\" \"l\"}}~app-42 \"\"     r|l  |%",
        "{{println .Size}}x~42\\nx",
        "{{/* nothing */}}x~x",
        "a {{- .Size -}} b~a42b",
        "{{`raw`}} {{\"a\\\"b\"}}~raw a\"b",
        "{{truncate .Id 6}}~sha256",
        "{{slice}}~ERROR there is no function 'slice'",
        "{{.Nope}}~ERROR there is no field 'Nope'",
        "{{.Id.X}}~ERROR cannot take field 'X' of a string",
        "{{index .RepoTags 7}}~ERROR index out of range: 7",
        "{{.Id~ERROR unclosed action",
        "{{if .Id}}x~ERROR",
        "{{end}}~ERROR",
        "{{}}~ERROR",
        "{{\"x}}~ERROR unterminated",
        "{{$y}}~ERROR undefined variable $y",
        "{{.Id .Size}}~ERROR only functions take arguments",
      })
  void template_givesWhatGoGives(String template, String wanted) throws JsonException {
    if (wanted.startsWith("ERROR")) {
      VarveException failure = assertThrows(VarveException.class, () -> apply(template));
      String message = "--format: " + wanted.substring(5).strip();
      assertEquals(
          message,
          failure.text().substring(0, Math.min(message.length(), failure.text().length())));
    } else {
      assertEquals(wanted.replace("\\n", "\n"), apply(template));
    }
  }

  @Test
  void nesting_withoutEnd_isRefused() {
    assertThrows(VarveException.class, () -> apply("{{if .Id}}".repeat(10_000)));
    assertThrows(VarveException.class, () -> apply("{{" + "(".repeat(100_000) + "}}"));
  }
}
