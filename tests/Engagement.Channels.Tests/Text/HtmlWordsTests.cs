using CsCheck;
using Engagement.Channels.Text;

namespace Engagement.Channels.Tests.Text;

/// <summary>
/// HTML of statuses and mails as words. Inputs after public reports: getindiekit/indiekit#948, jointakahe/takahe#585, zammad/zammad#930.
/// </summary>
public sealed class HtmlWordsTests
{
    [Theory]
    [InlineData("<p>One<br>two &amp; <b>three</b></p><p>Four</p>", "One\ntwo & three\n\nFour")]
    [InlineData("<h1>Title</h1><p>Words</p>", "Title\nWords")]
    [InlineData("<p>a</p><div>b</div><div>c</div>", "a\nb\nc")]
    [InlineData("<p>a<p>b", "a\n\nb")]
    [InlineData("<div>a</div><div><br></div><div>b</div>", "a\n\nb")]
    [InlineData("<p>a</p><p>&nbsp;</p><p>&nbsp;</p><p>b</p>", "a\n\nb")]
    [InlineData("<div><p>a</p></div>\n  <div><p>b</p></div>", "a\n\nb")]
    [InlineData("a<br/><br><br />b", "a\n\nb")]
    [InlineData("a<hr>b", "a\n* * *\nb")]
    [InlineData("  many \n\t spaces <span> are</span> one ", "many spaces are one")]
    [InlineData("<i>no</i> <b>end", "no end")]
    public void Paragraphs_headings_and_line_breaks_are_lines(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<p>Do this:</p><ol><li>Close it</li><li>Open it</li></ol><p>Then wait</p>",
        "Do this:\n1. Close it\n2. Open it\nThen wait")]
    [InlineData("<ol start=3><li>c<li>d</ol>", "3. c\n4. d")]
    [InlineData("<ol start='-1'><li>a</li><li>b</li></ol>", "-1. a\n0. b")]
    [InlineData("<ol reversed><li>c</li><li>b</li><li>a</li></ol>", "3. c\n2. b\n1. a")]
    [InlineData("<ol reversed start=10><li>c</li><li>b</li></ol>", "10. c\n9. b")]
    [InlineData("<ol><li>a</li><li value=7>b</li><li>c</li></ol>", "1. a\n7. b\n8. c")]
    [InlineData("<ol type=a><li>x</li><li>y</li></ol>", "a. x\nb. y")]
    [InlineData("<ol style='list-style-type: upper-roman'><li>x</li><li>y</li><li>z</li><li>w</li></ol>", "I. x\nII. y\nIII. z\nIV. w")]
    [InlineData("<ul><li>a</li><li>b</li></ul>", "- a\n- b")]
    [InlineData("<ol><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ol>", "1. a\n   - b\n   - c\n2. d")]
    [InlineData("<ol><li><p>a</p><p>more</p></li><li><p>b</p></li></ol>", "1. a\n\n   more\n2. b")]
    [InlineData("<ol><li>a</li><li></li><li>c</li></ol>", "1. a\n2.\n3. c")]
    [InlineData("<ol><li><a href='https://a.example/'>one</a></li><li><a href='https://a.example/2'>https://a.example/2</a></li></ol>",
        "1. one (https://a.example/)\n2. https://a.example/2")]
    [InlineData("<li>alone</li>", "- alone")]
    [InlineData("<dl><dt>Name</dt><dd>Kim</dd></dl>", "Name\n  Kim")]
    public void Lists_keep_their_numbers_and_their_depth(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<table><tr><td>Name</td><td>Kim</td></tr></table>", "Name\tKim")]
    [InlineData("<table><tr><th>Name</th><td>Kim</td></tr><tr><th>City:</th><td>Ulm</td></tr></table>", "Name: Kim\nCity: Ulm")]
    [InlineData("<table><thead><tr><th>A<th>B<tbody><tr><td>1<td>2</table>after", "A\tB\n1\t2\nafter")]
    [InlineData("<table><tr><td><p>Name</p></td><td><p>Kim</p></td></tr></table>", "Name\tKim")]
    [InlineData("<table><tr><td>a</td><td></td><td>c</td><td></td></tr></table>", "a\t\tc")]
    [InlineData("<table><tr><td>a<br>b</td><td>c</td></tr></table>", "a\nb\nc")]
    [InlineData("<table><tr><td><table><tr><td>in</td><td>side</td></tr></table></td></tr><tr><td>out</td></tr></table>", "in\tside\nout")]
    [InlineData("x<table><tr><td>&nbsp;</td></tr></table>y", "x\ny")]
    public void Cells_stand_apart_and_rows_on_lines(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<p>See <a href=\"https://blog.example/long/address\">my notes</a> please</p>",
        "See my notes (https://blog.example/long/address) please")]
    [InlineData("<p><a href=\"https://www.example.com/watch?v=1234567890\" class=\"ellipsis\">www.example.com/watch?v=1234</a></p>",
        "https://www.example.com/watch?v=1234567890")]
    [InlineData("<a href=\"https://example.com/a/b/c/d\"><span class=\"invisible\">https://</span>"
        + "<span class=\"ellipsis\">example.com/a</span><span class=\"invisible\">/b/c/d</span></a>", "https://example.com/a/b/c/d")]
    [InlineData("<a href='https://example.com/'>example.com</a>", "https://example.com/")]
    [InlineData("<a href='https://example.com.evil.example/'>example.com</a>", "example.com (https://example.com.evil.example/)")]
    [InlineData("<a href='https://evil.example/'>https://bank.example/</a>", "https://bank.example/ (https://evil.example/)")]
    [InlineData("<a href='mailto:kim@example.com?subject=x'>kim@example.com</a>, <a href='mailto:kim@example.com'>Kim</a>",
        "kim@example.com, Kim (kim@example.com)")]
    [InlineData("<a href='javascript:alert(1)'>click</a> <a href='#top'>up</a> <a name=x>here</a>", "click up here")]
    [InlineData("<a href='https://example.com/p'><img src=x></a>", "https://example.com/p")]
    [InlineData("<a href='https://example.com/p'><img alt='Our logo'></a>", "[Picture: Our logo] (https://example.com/p)")]
    [InlineData("(<a href='https://example.com/p'>the guide</a>).", "(the guide (https://example.com/p)).")]
    [InlineData("<a href='https://example.com/1'>one<a href='https://example.com/2'>two</a>",
        "one (https://example.com/1)two (https://example.com/2)")]
    [InlineData("<a href='https://example.com/ü%20x'>example.com/ü x</a>", "https://example.com/ü%20x")]
    [InlineData("<a href='https://example.com/a'><p>two</p><p>lines</p></a>", "two\n\nlines (https://example.com/a)")]
    public void A_link_is_its_words_and_its_whole_address(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<span class=\"h-card\"><a href=\"https://x.example/@desk\" class=\"u-url mention\">@<span>desk</span></a></span> help",
        "@desk help")]
    [InlineData("<a href=\"https://x.example/tags/vpn\" class=\"mention hashtag\" rel=\"tag\">#<span>vpn</span></a>", "#vpn")]
    [InlineData("@<a href=\"https://x.example/u/desk\" class=\"u-url mention\">desk</a>", "@desk")]
    [InlineData("<a href=\"https://evil.example/\" class=\"mention\">your bank</a>", "your bank (https://evil.example/)")]
    [InlineData("hi <img class=\"custom-emoji\" alt=\":blobcat:\" src=x> <img alt=\"🎉\" src=y>", "hi :blobcat: 🎉")]
    [InlineData("<img src=a.png alt='The error &quot;5&quot;'>", "[Picture: The error \"5\"]")]
    [InlineData("<img src='cid:1'> <img src=p.gif width=1 height=1> <img src=b.png alt=''>", "[Picture]")]
    [InlineData("<video src='https://v.example/1.mp4'></video>", "[Video] (https://v.example/1.mp4)")]
    [InlineData("<input type=checkbox checked> done <input type=checkbox> open", "[x] done [ ] open")]
    public void Names_topics_pictures_and_emoji_are_not_lost(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<blockquote><p>a</p><p>b</p></blockquote>c", "> a\n>\n> b\nc")]
    [InlineData("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n> > b")]
    [InlineData("<pre>\n  one\n\n    two\n</pre>after", "  one\n\n    two\nafter")]
    [InlineData("<div style='white-space: pre-wrap'>a\n  b<div>c</div>\nd</div>e  f", "a\n  b\nc\n\nd\ne f")]
    [InlineData("10<sup>6</sup> m<sup>2</sup>, 1<sup>st</sup>", "10⁶ m², 1st")]
    [InlineData("It costs <s>50</s> 40", "It costs ~~50~~ 40")]
    [InlineData("She said <q>no</q>", "She said “no”")]
    [InlineData("<ruby>漢<rp>(</rp><rt>kan</rt><rp>)</rp></ruby>", "漢(kan)")]
    public void What_marks_words_is_marked_in_words(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<html><head><title>x</title><style>a > b {}</style></head><body>y</body></html>", "y")]
    [InlineData("a<script>if (a<b) document.write('</p>')</script>b", "ab")]
    [InlineData("a<!-- no <b> -->b<![if !mso]>c<![endif]>", "abc")]
    [InlineData("<div style='display: none !important'>pre <div>header</div> text</div>shown", "shown")]
    [InlineData("<p hidden>a<p>b", "b")]
    [InlineData("<div><span style='display:none'>a</div>b", "b")]
    [InlineData("<p><span hidden>a</p><p>b</p>", "b")]
    [InlineData("<template><p>a</p></template>b", "b")]
    [InlineData("<br hidden>a", "a")]
    public void What_a_page_did_not_show_is_no_word(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<div style='max-height:0px;overflow:hidden'>a</div>b", "b")]
    [InlineData("<div style='font-size:0;line-height:0'>a</div>b", "b")]
    [InlineData("<div style='font-size:1px'>a<b>a</b></div>b", "b")]
    [InlineData("<div style='color:transparent'>a</div>b", "b")]
    [InlineData("<div style='opacity: 0 !important'>a</div>b", "b")]
    [InlineData("<div style='mso-hide:all'>a</div>b", "b")]
    [InlineData("<div style='height:0;overflow:hidden'>a</div>b", "b")]
    [InlineData("<div style='text-indent:-9999px'>a</div>b", "b")]
    [InlineData("<div style='color:#fff'>a</div>b", "b")]
    [InlineData("<div style='color: rgb(254, 254, 254)'>a</div>b", "b")]
    [InlineData("<div style='color:rgba(0,0,0,0)'>a</div>b", "b")]
    [InlineData("<font color=#FFFFFF>a</font>b", "b")]
    [InlineData("<div style='background:#f4f4f4 none;color:#f4f4f4'>a</div>b", "b")]
    [InlineData("<table bgcolor=#eeeeee><tr><td style='color:#eee'>a</td><td>b</td></tr></table>", "b")]
    [InlineData("<style>/* x */ .pre, div.head { display:none !important }</style><div class='pre x'>a</div><div class=head>a</div>b", "b")]
    [InlineData("<style>#pre{max-height:0}</style><p id=pre>a</p>b", "b")]
    public void Words_of_no_size_and_in_the_colour_of_the_page_are_hidden(string html, string words) =>
        Assert.Equal(words, HtmlWords.Of(html));

    [Theory]
    [InlineData("<table><tr><td style='font-size:0px'><div style='font-size:13px'>a</div></td></table>", "a")]
    [InlineData("<div style='max-height:0.5em;opacity:0.8;font-size:1.2em'>a</div>", "a")]
    [InlineData("<div style='height:0'>a</div>", "a")]
    [InlineData("<table><tr><td style='background-color:#05a'><b style='color:white'>a</b></td></table>", "a")]
    [InlineData("<body style='background:navy;color:#fff'><p>a</p></body>", "a")]
    [InlineData("<div style='background:url(x.png) #fff;color:#fff'>a</div>", "a")]
    [InlineData("<div style='color:#fff'><span style='color:#333'>a</span></div>", "a")]
    [InlineData("<div style='color:#fff'><div></div></div>a", "a")]
    [InlineData("<div style='color:red'>a</div>", "a")]
    [InlineData("<style>@media (max-width:600px){.m{display:none}} .n .m{display:none}</style><div class=m>a</div>", "a")]
    [InlineData("<style>.m{display:none}</style><div class=m style='display:block'>a</div>", "a")]
    [InlineData("<div style='color:#ffffff00;color:#000'>a</div>", "a")]
    public void Words_that_are_seen_after_all_are_words(string html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Fact]
    public void Hidden_words_are_there_for_who_asks_for_them() =>
        Assert.Equal("ab", HtmlWords.Of("<span style='display:none'>a</span>b<script>c</script>", which: HtmlShown.SeenAndHidden));

    [Theory]
    [InlineData("&lt;script&gt;alert(1)&lt;/script&gt;", "<script>alert(1)</script>")]
    [InlineData("&hearts; &#x1F600; &#8217; &eacute; &nGtv; &none; &amp;amp;", "♥ 😀 ’ é ≫̸ &none; &amp;")]
    [InlineData("a < b and c<3", "a < b and c<3")]
    [InlineData("no end <b", "no end <b")]
    [InlineData("<p>שלום <bdi>Kim</bdi> 5</p>", "שלום Kim 5")]
    [InlineData("\u202eabc\u202c", "\u202eabc\u202c")]
    [InlineData("", "")]
    [InlineData(null, "")]
    [InlineData("<p></p><ul></ul><table><tr><td></td></tr></table>", "")]
    [InlineData("</p></li></td></table>a</b></div></blockquote>b", "a\nb")]
    public void Characters_are_those_that_were_meant(string? html, string words) => Assert.Equal(words, HtmlWords.Of(html));

    [Fact]
    public void What_the_caller_does_not_want_is_left_out() => Assert.Equal(
        "answer",
        HtmlWords.Of("<p>answer</p><div class='gmail_quote'><div>On Monday</div><p>old</p></div>",
            (_, attribute) => attribute("class").Contains("gmail_quote", StringComparison.Ordinal)));

    [Theory]
    [InlineData("<div>")]
    [InlineData("<blockquote>a")]
    [InlineData("<ol reversed><li>a")]
    [InlineData("<table><tr><td>a")]
    [InlineData("<a href='https://x.example/'>a")]
    [InlineData("<font a=1 b=2>a<p>")]
    [InlineData("<span hidden><p>a")]
    [InlineData("<s>a<q>b")]
    [InlineData("<div style='color:#fff;background:#fff'>a")]
    [InlineData("<p style='font-size:0'>a</p></div>")]
    [InlineData("<style>.a{display:none}@x{")]
    [InlineData("<style>a{}</style><p class=a>")]
    [InlineData("<pre>\n\n")]
    [InlineData("</div></p></li>")]
    [InlineData("&#1;&;<")]
    public void However_deep_and_long_it_is_read_and_its_words_stay_in_proportion(string piece)
    {
        var html = string.Concat(Enumerable.Repeat(piece, 1_000_000 / piece.Length));

        Assert.InRange(HtmlWords.Of(html).Length, 0, html.Length * 8);
    }

    [Fact]
    public void Beyond_what_is_read_an_ellipsis_says_that_there_was_more() =>
        Assert.EndsWith("a…", HtmlWords.Of(new string('a', HtmlWords.MostRead + 1)), StringComparison.Ordinal);

    [Fact]
    public void Any_soup_of_tags_is_read_and_loses_no_word() => Soup.Sample(parts =>
    {
        var html = string.Concat(parts);
        var words = HtmlWords.Of(html);

        Assert.Equal(words, words.TrimEnd());
        Assert.Equal(parts.Count(p => p == "W"), words.Count(c => c == 'W'));
    });

    private static readonly Gen<string[]> Soup = Gen.OneOfConst(
        "W", " ", "\n", "&nbsp;", "<p>", "</p>", "<div>", "</div>", "<br>", "<ol>", "</ol>",
        "<ul>", "</ul>", "<li>", "</li>", "<table>", "</table>", "<tr>", "</tr>", "<td>", "<th>",
        "</td>", "<blockquote>", "</blockquote>", "<pre>", "</pre>", "<a href='https://x.example/'>",
        "</a>", "<a class=mention href='https://x.example/'>", "<sup>", "</sup>", "<s>", "</s>",
        "<q>", "</q>", "<b>", "</b>", "<div style='white-space:pre'>", "<ol reversed>",
        "<img alt=x>", "<hr>", "<dd>", "</dl>", "<rt>", "</rt>", "<h2>", "</h2>")
        .Array[0, 40];
}
