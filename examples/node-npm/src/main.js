const { program } = require('commander');
const slugify = require('slugify');

program
  .argument('<titles...>', 'titles to turn into slugs')
  .option('-s, --separator <char>', 'what stands between words', '-')
  .action((titles, options) => {
    for (const title of titles) {
      console.log(slugify(title, { lower: true, strict: true, replacement: options.separator }));
    }
  });

program.parse();
