/** A note's Markdown as HTML that holds nothing but text, lists, tables and links: neither scripts nor loaded pictures. */
import DOMPurify from 'dompurify';
import { marked } from 'marked';

// A link of a note leaves the window; it must not get hold of it.
DOMPurify.addHook('afterSanitizeAttributes', (node) => {
  if (node.tagName !== 'A') return;
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer');
});

export const noteHtml = (markdown: string): string =>
  DOMPurify.sanitize(marked.parse(markdown, { async: false, gfm: true, breaks: true }), {
    USE_PROFILES: { html: true },
    FORBID_TAGS: [
      'style',
      'form',
      'input',
      'button',
      'textarea',
      'select',
      'img',
      'video',
      'audio',
      'picture',
    ],
    FORBID_ATTR: ['style', 'id', 'class', 'name'],
  });
