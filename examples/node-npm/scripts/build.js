// Minifies src/*.js into dist/.
const fs = require('node:fs');
const path = require('node:path');
const { minify } = require('terser');

async function main() {
  fs.mkdirSync('dist', { recursive: true });
  for (const name of fs.readdirSync('src').sort()) {
    const source = fs.readFileSync(path.join('src', name), 'utf8');
    const { code } = await minify(source, { module: false });
    fs.writeFileSync(path.join('dist', name), code + '\n');
    console.log(`${name}: ${source.length} -> ${code.length} bytes`);
  }
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
