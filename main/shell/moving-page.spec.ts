import { describe, expect, it } from 'vitest';
import { movingPage, shareText, showingShare } from './moving-page.ts';

describe('the page of a move', () => {
  it('names the folder as text, whatever it is called', () => {
    const page = decodeURIComponent(movingPage('/disk/<script>alert("x")</script> & more'));
    expect(page).toContain('/disk/&#60;script&#62;alert(&#34;x&#34;)&#60;/script&#62; &#38; more');
    expect(page).not.toContain('<script');
  });

  it('says 100 % only once all is done', () => {
    expect([0, 0.456, 0.999, 1].map(shareText)).toEqual(['0 %', '45 %', '99 %', '100 %']);
    expect(showingShare(0.5)).toContain("'50 %'");
  });
});
