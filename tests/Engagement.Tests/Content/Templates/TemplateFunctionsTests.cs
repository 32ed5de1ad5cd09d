using Engagement.Channels;
using Engagement.Features.Content.Templates;
using Engagement.Features.Content.Templates.Functions;

namespace Engagement.Tests.Content.Templates;

public sealed class TemplateFunctionsTests
{
    private static readonly ChannelCatalog Channels = ChannelCatalog.Shipped(_ => new HttpClient(), TimeProvider.System);

    private static readonly TemplateSubject About = new(ShippedTemplates.Sample, Channels["sandbox"])
    {
        Link = ShippedTemplates.Sample.Url,
        AccountHandle = "@desk",
        Now = new DateTimeOffset(2026, 11, 24, 16, 30, 0, TimeSpan.Zero),
    };

    public static TheoryData<string, string> EachExample =>
        [.. TemplateFunctions.Ours.SelectMany(f => f.Examples.Select(e => (f.Name, e)))];

    [Theory]
    [MemberData(nameof(EachExample))]
    public void Every_example_on_the_page_renders_to_words(string name, string example)
    {
        Assert.Contains(name, example, StringComparison.Ordinal);
        Assert.NotEqual("", Render(example));
    }

    [Fact]
    public void Every_function_is_on_the_page_with_its_meaning_for_each_kind()
    {
        foreach (var kind in TemplateKinds.All)
        {
            var words = TemplateWords.For(kind.Key);
            Assert.All(TemplateFunctions.Ours, f => Assert.Contains(words, w => w.Name == f.Name && w.Meaning.Length > 10));
            Assert.Equal(words.Count, words.DistinctBy(w => w.Name).Count());
        }
    }

    [Theory]
    [InlineData("{{ 'internationalisation' | shorten 8 }}", "interna…")]
    [InlineData("{{ 'short words here' | shorten 12 }}", "short words…")]
    [InlineData("{{ 'short words here' | shorten most: 12 }}", "short words…")]
    [InlineData("{{ 'short' | shorten 5 }}", "short")]
    [InlineData("{{ '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦' | shorten 3 }}", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦")]
    [InlineData("{{ '👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦' | shorten 2 }}", "👩‍👩‍👧‍👦…")]
    [InlineData("{{ 'Read all of it at https://help.example.com/a/long/way and come back' | shorten 50 }}",
        "Read all of… https://help.example.com/a/long/way")]
    [InlineData("{{ 'Read all of it at https://help.example.com/a/long/way and come back' | shorten 40 'network' }}",
        "Read all of it… https://help.example.com/a/long/way")]
    public void Shorten_cuts_at_a_word_and_keeps_the_link(string body, string expected) => Assert.Equal(expected, Render(body));

    [Fact]
    public void Shorten_by_the_network_counts_as_the_network_does()
    {
        const string body = "{{ '日本語の説明書をここに置いておきます' | shorten 10 'network' }}";

        Assert.Equal("日本語の…", Render(body, About with { Channel = Channels["x"] })); // two each there, and two for the ellipsis
        Assert.Equal("日本語の説明書をこ…", Render(body, About with { Channel = Channels["bluesky"] }));
    }

    [Theory]
    [InlineData("en", "One. Two. Three.", "One.")]
    [InlineData("en", "Version 1.5 is out! Go.", "Version 1.5 is out!")]
    [InlineData("en", "Use a password manager, e.g. Bitwarden. It is free.", "Use a password manager, e.g. Bitwarden.")]
    [InlineData("en", "Ask Dr. Smith, i.e. the owner. Then wait.", "Ask Dr. Smith, i.e. the owner.")]
    [InlineData("en", "J. R. Hacker wrote it. Then left.", "J. R. Hacker wrote it.")]
    [InlineData("en", "So do I. You too?", "So do I.")]
    [InlineData("en", "See help.example.com for more. Or call.", "See help.example.com for more.")]
    [InlineData("en", "It asks “Sure?” and waits. Say yes.", "It asks “Sure?” and waits.")]
    [InlineData("en", "He said “Done.” Then he left.", "He said “Done.”")]
    [InlineData("en", "Really?! Yes.", "Really?!")]
    [InlineData("en", "Wait... then go. Now.", "Wait... then go.")]
    [InlineData("en", "Phones, tablets, etc. are included. Others not.", "Phones, tablets, etc. are included.")]
    [InlineData("en", "It was released in 2026. Then came more.", "It was released in 2026.")]
    [InlineData("en", "1. Sign in. 2. Sign out.", "1. Sign in.")]
    [InlineData("en", "No mark at all", "No mark at all")]
    [InlineData("en", "A heading\nand a text. More.", "A heading")]
    [InlineData("de", "Am 3. Mai geht es los. Bitte anmelden.", "Am 3. Mai geht es los.")]
    [InlineData("de", "Drucker, z. B. im Flur, sind aus. Warten.", "Drucker, z. B. im Flur, sind aus.")]
    [InlineData("de", "Das geht ca. 5 Minuten bzw. Stunden. Ende.", "Das geht ca. 5 Minuten bzw. Stunden.")]
    [InlineData("fr", "Voir M. Dupont, p.ex. demain. Merci.", "Voir M. Dupont, p.ex. demain.")]
    [InlineData("es", "¿Funciona? Sí.", "¿Funciona?")]
    [InlineData("ja", "再起動します。次に進みます。", "再起動します。")]
    [InlineData("ar", "هل يعمل؟ نعم.", "هل يعمل؟")]
    [InlineData("hi", "यह काम करता है। फिर देखें।", "यह काम करता है।")]
    public void First_sentence_knows_a_full_stop_that_ends_nothing(string language, string text, string expected) =>
        Assert.Equal(expected, SentenceWords.First(text, language));

    [Theory]
    [InlineData("en", "'step' 'steps'", "0 steps, 1 step, 2 steps, 5 steps, 21 steps, 1.5 steps")]
    [InlineData("fr", "'jour' 'jours'", "0 jour, 1 jour, 2 jours, 5 jours, 21 jours, 1.5 jour")]
    [InlineData("pl", "'krok' 'kroki' 'kroków' 'kroku'", "0 kroków, 1 krok, 2 kroki, 5 kroków, 21 kroków, 1.5 kroku")]
    [InlineData("ru", "'шаг' 'шага' 'шагов'", "0 шагов, 1 шаг, 2 шага, 5 шагов, 21 шаг, 1.5 шага")]
    [InlineData("cs", "'den' 'dny' 'dní' 'dne'", "0 dní, 1 den, 2 dny, 5 dní, 21 dní, 1.5 dne")]
    [InlineData("lt", "'diena' 'dienos' 'dienų'", "0 dienų, 1 diena, 2 dienos, 5 dienos, 21 diena, 1.5 dienų")]
    [InlineData("sl", "'dan' 'dneva' 'dnevi' 'dni'", "0 dni, 1 dan, 2 dneva, 5 dni, 21 dni, 1.5 dnevi")]
    [InlineData("ar", "'z' 'o' 't' 'f' 'm' 'x'", "0 z, 1 o, 2 t, 5 f, 21 m, 1.5 x")]
    public void Plural_takes_the_form_of_the_language(string language, string forms, string expected)
    {
        var body = $"{{{{ for n in [0, 1, 2, 5, 21, 1.5] }}}}{{{{ n }}}} {{{{ n | plural {forms} }}}}{{{{ if !for.last }}}}, "
            + $"{{{{ end }}}}{{{{ end }}}}";

        Assert.Equal(expected, Render(body, About with { Language = language }));
    }

    [Theory]
    [InlineData("{{ article.updated | date }}", "2 November 2026")]
    [InlineData("{{ article.updated }}", "2 November 2026")]
    [InlineData("{{ article.updated | day }}", "2 November 2026")]
    [InlineData("{{ article.updated | date 'short' }}", "02/11/2026")]
    [InlineData("{{ article.updated | date 'long' 'Europe/Berlin' 'de' }}", "Montag, 2. November 2026")]
    [InlineData("{{ article.updated | date 'day' 'UTC' 'es' }}", "2 de noviembre de 2026")]
    [InlineData("{{ article.updated | date 'day' 'UTC' 'ja' }}", "2026年11月2日")]
    [InlineData("{{ article.updated | date 'time' 'Asia/Kolkata' }}", "14:30")]
    [InlineData("{{ now | date 'iso' 'America/New_York' }}", "2026-11-24T11:30:00-05:00")]
    [InlineData("{{ now | date 'd MMM, HH:mm' zone: 'Asia/Tokyo' }}", "25 Nov, 01:30")]
    [InlineData("{{ '2026-03-01T23:30:00Z' | date 'day' 'Europe/Berlin' }}", "2 March 2026")]
    [InlineData("{{ now.year }} {{ now.hour }} {{ (now - article.updated).days }}", "2026 16 22")]
    public void Date_tells_a_time_in_its_zone_and_language(string body, string expected) => Assert.Equal(expected, Render(body));

    [Fact]
    public void Pick_keeps_its_choice_for_a_post_and_an_account_and_spreads_evenly()
    {
        var counts = new int[3];
        var differ = 0;
        for (var i = 0; i < 3000; i++)
        {
            var post = About with { PostKey = new Guid(i, 7, 7, 1, 2, 3, 4, 5, 6, 7, 8) };
            var chosen = Render("{{ pick 'a' 'b' 'c' }}", post);
            if (i < 50)
            {
                Assert.Equal(chosen, Render("{{ article.title }} {{ pick 'a' 'b' 'c' }}", post)[^1..]);
            }

            counts[chosen[0] - 'a']++;
            differ += Render("{{ pick 'a' 'b' 'c' }}", post with { Channel = Channels["x"] }) == chosen ? 0 : 1;
        }

        Assert.All(counts, count => Assert.InRange(count, 850, 1150)); // five standard deviations of 26
        Assert.InRange(differ, 1800, 2200); // another account chooses for itself
    }

    [Theory]
    [InlineData("x", "@desk", "@desk")]
    [InlineData("mastodon", "@desk@example.social", "@desk@example.social")]
    [InlineData("bluesky", "desk.example.com", "@desk.example.com")]
    [InlineData("linkedin", "Example Desk", "Example Desk")]
    [InlineData("sandbox", "desk", "@desk")]
    public void A_mention_has_the_form_of_its_network(string network, string handle, string expected) =>
        Assert.Equal(expected, Render($"{{{{ '{handle}' | mention }}}}", About with { Channel = Channels[network] }));

    [Theory]
    [InlineData("x", "far_too_long_for_a_handle")]
    [InlineData("bluesky", "desk")]
    [InlineData("mastodon", "desk @example")]
    public void A_handle_that_cannot_be_there_is_said(string network, string handle)
    {
        var error = new TemplateEngine()
            .Render($"Hello\n{{{{ '{handle}' | mention }}}}", About with { Channel = Channels[network] }, t => t).Error!;

        Assert.Contains($"is no handle on {Channels[network].Facts.Name}", error.Message, StringComparison.Ordinal);
        Assert.Equal(2, error.Line);
    }

    [Theory]
    [InlineData("{{ \"Intro\\n1. First\\n2. Second\\n3. Third\" | steps 2 }}", "1. First\n2. Second")]
    [InlineData("{{ \"1. A\\n  1. inner\\n2. B\\n\\nMore\\n\\n1. Other\" | steps }}", "1. A\n2. B")]
    [InlineData("{{ \"1) **Open** [the menu](https://x.example/)\\n1) Press `Save`\" | steps }}", "1. Open the menu\n2. Press Save")]
    [InlineData("{{ '<p>Do:</p><ol><li>Sign <b>in</b></li><li>Choose &lt;Add&gt;</li></ol>' | steps }}", "1. Sign in\n2. Choose <Add>")]
    [InlineData("{{ 'No list' | steps }}|", "|")]
    public void Steps_are_the_first_numbered_list(string body, string expected) => Assert.Equal(expected, Render(body));

    [Theory]
    [InlineData("{{ ['remote work', 'e-mail', '2fa', 'Remote Work'] | hashtags 3 }}", "#RemoteWork #EMail #2fa")]
    [InlineData("{{ 'x' | quote 'fr' }} {{ 'x' | quote 'de' }} {{ 'x' | quote }} {{ '' | quote }}", "«\u202fx\u202f» „x“ “x”")]
    [InlineData("{{ emoji 'tada' }}{{ ':lock:' | emoji }}", "🎉🔒")]
    public void The_other_functions_do_what_their_page_says(string body, string expected) => Assert.Equal(expected, Render(body));

    // usememos/memos#6051, optonaut/ActiveLabel.swift#305.
    [Theory]
    [InlineData("தமிழ்", "#தமிழ்")]
    [InlineData("ที่จอดรถ", "#ที่จอดรถ")]
    [InlineData("മലയാളം", "#മലയാളം")]
    [InlineData("עִבְרִית", "#עִבְרִית")]
    [InlineData("हिन्दी", "#हिन्दी")]
    [InlineData("العَرَبِيَّة", "#العَرَبِيَّة")]
    [InlineData("می‌خواهم", "#می‌خواهم")]
    [InlineData("tiếng Việt", "#TiếngViệt")]
    [InlineData("tie\u0302\u0301ng Vie\u0323\u0302t", "#TiếngViệt")]
    [InlineData("𝒳𐐷", "#𝒳𐐷")]
    [InlineData("日本語", "#日本語")]
    [InlineData("ქართული", "#ქართული")]
    [InlineData("C#", "#CSharp")]
    [InlineData("C++", "#CPlusPlus")]
    [InlineData("F#", "#FSharp")]
    [InlineData("C# 12", "#CSharp12")]
    [InlineData("Notepad++", "#NotepadPlusPlus")]
    [InlineData("Disney+", "#DisneyPlus")]
    [InlineData("Visual C++ runtime", "#VisualCPlusPlusRuntime")]
    [InlineData(".NET", "#DotNET")]
    [InlineData("ASP.NET Core", "#ASPNETCore")]
    [InlineData("Node.js", "#NodeJs")]
    [InlineData("iPhone", "#iPhone")]
    [InlineData("macOS", "#macOS")]
    [InlineData("iPhone set-up", "#iPhoneSetUp")]
    [InlineData("#wifi", "#Wifi")]
    [InlineData("Issue #5", "#Issue5")]
    [InlineData("Q&A", "#QA")]
    [InlineData("🎉 party 👩‍👩‍👧 time ❤️", "#PartyTime")]
    [InlineData("Khởi động lại máy chủ", "#KhởiĐộngLạiMáyChủ")]
    [InlineData("kho\u031b\u0309i đo\u0323\u0302ng", "#KhởiĐộng")] // each mark by itself
    [InlineData("ɖɔ́kítà", "#Ɖɔ́kítà")]
    [InlineData("H₂O", "#H2O")]
    [InlineData("CO₂ und m³", "#CO2UndM3")]
    [InlineData("xⁿ", "#Xn")]
    [InlineData("ＶＰＮ　ｃｌｉｅｎｔ", "#VPNClient")]
    [InlineData("Ｃ＃", "#CSharp")]
    [InlineData("ﾃｽﾄ", "#テスト")]
    [InlineData("Ⓥⓟⓝ ②", "#Vpn2")]
    [InlineData("5㎏", "#5kg")]
    [InlineData("ﬁnance Ⅳ", "#FinanceIV")]
    [InlineData("Windows™", "#Windows")]
    [InlineData("น้ำ", "#น้ำ")]
    [InlineData("ㅋㅋ", "#ㅋㅋ")]
    [InlineData("②", "")]
    [InlineData("5G", "#5G")]
    [InlineData("3D", "#3D")]
    [InlineData("2FA", "#2FA")]
    [InlineData("365 days", "#365Days")]
    [InlineData("802.11ac", "#80211ac")]
    [InlineData("५G", "#५G")]
    [InlineData("2026", "")]
    [InlineData("24/7", "")]
    [InlineData("٢٠٢٦", "")]
    [InlineData("❤️", "")]
    [InlineData("1️⃣", "")]
    [InlineData("̈", "")]
    public void A_hashtag_keeps_what_belongs_to_its_letters_and_means_what_the_tag_means(string tag, string expected) =>
        Assert.Equal(expected, Render($"{{{{ ['{tag}'] | hashtags }}}}"));

    [Theory]
    [InlineData("ที่จอดรถ", true)]
    [InlineData("தமிழ்", true)]
    [InlineData("می‌خواهم", true)]
    [InlineData("5G_desk", true)]
    [InlineData("2026", false)]
    [InlineData("two words", false)]
    [InlineData("a.b", false)]
    [InlineData("👍", false)]
    [InlineData("", false)]
    public void Our_own_hashtag_may_be_of_any_script(string tag, bool isOne) => Assert.Equal(isOne, HashtagWords.IsHashtag(tag));

    [Fact]
    public void A_tag_that_makes_no_hashtag_is_named_with_the_reason()
    {
        var rendered = new TemplateEngine().Render(
            $"{{{{ ['2026', '{new string('w', 200)}', 'VPN', '👍', '{new string('x', 64)}'] | hashtags }}}}", About, t => t);

        Assert.Equal($"#VPN #X{new string('x', 63)}", rendered.Text);
        Assert.Equal(
            [
                "The tag “2026” makes no hashtag: there is no letter in it.",
                $"The tag “{new string('w', 39)}…” makes no hashtag: it has more than 64 characters.",
                "The tag “👍” makes no hashtag: there is no letter in it.",
            ],
            rendered.LeftOut);
    }

    [Theory]
    [InlineData("See https://example.com/foo and then read on, for there is much more to say about all of it",
        60, "See https://example.com/foo and then read on, for there is…")]
    [InlineData("Read help.example.com/vpn now, for there is much more to say about all of it", 40, "Read help.example.com/vpn now, for…")]
    [InlineData("Much more is to be said about all of it, and it stands at help.example.com/vpn for all",
        50, "Much more is to be said… help.example.com/vpn")]
    [InlineData("See https://a.example/x or https://b.example/far/too/long/for/so/little/room for more",
        40, "See https://a.example/x or for more")]
    public void A_link_stays_where_it_stands_or_comes_to_the_end(string text, int most, string expected) =>
        Assert.Equal(expected, Render($"{{{{ '{text}' | shorten {most} }}}}"));

    [Theory]
    [InlineData("{{ 'See https://example.com/a/very/long/address/that/does/not/fit before you call' | shorten 20 }}",
        "https://example.com/a/very/long/address/that/does/not/fit")]
    [InlineData("{{ 'See https://example.com/次の文はとても長いので切り詰められるはずです' | shorten 20 }}", "https://example.com/次の文はとても長いので切り詰められるはずです")]
    [InlineData("{{ 'https://a.example/x is one, and much later comes https://b.example/y' | shorten 30 }}", "https://a.example/x")]
    public void A_link_that_had_no_room_is_named(string body, string link) =>
        Assert.Equal([$"No room was left for the link {link}."], new TemplateEngine().Render(body, About, t => t).LeftOut);

    // mastodon/mastodon#6031: words without spaces after a link were lost with it.
    [Theory]
    [InlineData("詳しくは https://example.com/foo。次の文はとても長いので切り詰められるはずですが、空白がないために全体がリンクとして扱われてしまうかもしれません。もう少し長くしておきます。",
        60, "詳しくは", "https://example.com/foo")]
    [InlineData("See https://example.com/a/very/long/address/that/does/not/fit before you call", 20, "See", "")]
    [InlineData("https://example.com/a/very/long/address/that/does/not/fit",
        20, "https://example.com/a/very/long/address/that/does/not/fit", "")]
    [InlineData("https://example.com/a/very/long/address https://example.com/b", 30, "", "https://example.com/b")]
    [InlineData("Donaudampfschifffahrtsgesellschaft", 10, "Donaudamp…", "")]
    [InlineData("Donaudampfschifffahrtsgesellschaft https://example.com/b", 40, "Donaudampf", "https://example.com/b")]
    [InlineData("再起動してもクライアントが接続できません", 8, "再起動してもク…", "")]
    [InlineData("👩‍👩‍👧‍👦👩‍👩‍👧‍👦👩‍👩‍👧‍👦", 2, "👩‍👩‍👧‍👦…", "")]
    [InlineData("Hello", 1, "H", "")]
    [InlineData("........................", 5, "…", "")]
    public void Shortening_never_yields_nothing(string text, int most, string begins, string holds)
    {
        var shortened = Render($"{{{{ '{text}' | shorten {most} }}}}");

        Assert.NotEqual("", shortened);
        Assert.StartsWith(begins, shortened, StringComparison.Ordinal);
        Assert.Contains(holds, shortened, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{{ link }}", "https://go.example/t1p")]
    [InlineData("{{ if link }}{{ link | string.size }}{{ end }}", "22")]
    [InlineData("{{ link article.url }} {{ article.url | link }}", "https://go.example/t1p https://go.example/t1p")]
    [InlineData("{{ link brand.website }} {{ 'https://status.example.com' | link }}|{{ link '' }}|",
        "https://help.example.com https://status.example.com||")]
    [InlineData("{{ here = link; here + '#top' }} {{ link + '?x' }} {{ [link, 1] | array.join ' ' }}",
        "https://go.example/t1p#top https://go.example/t1p?x https://go.example/t1p 1")]
    [InlineData("{{ link == 'https://go.example/t1p' }} {{ link.size }} {{ link | shorten 400 }}", "true 22 https://go.example/t1p")]
    public void Link_is_the_counted_address_of_the_article_alone_or_of_its_address_and_leaves_others_alone(string body, string expected) =>
        Assert.Equal(expected,
            Render(body, About with { Link = "https://go.example/t1p", Brand = new Brand { Website = "https://help.example.com" } }));

    [Fact]
    public void Link_needs_an_address_where_there_is_no_article()
    {
        var mail = TemplateSamples.Fill(About, TemplateKinds.Notice);

        Assert.Equal("https://desk.example.com/accounts", Render("{{ notice.link | link }}", mail));
        Assert.StartsWith("link: Here is no article",
            new TemplateEngine().Render("{{ link }}", mail, t => t).Error?.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Hi\n {{ article.title | shorten }}", 2, 21,
        "shorten: It needs how much may be left, as a number, as in {{ article.title | shorten 24 }}")]
    [InlineData("{{ article.title | shorten 'a' }}", 1, 20, "shorten: It needs how much may be left, as a number, and here is “a”.")]
    [InlineData("{{ 1 | plural 'a' }}", 1, 8,
        "plural: Give two forms, one and other, or those of the words' language (en): one, other. Here are 1.")]
    [InlineData("{{ emoji 'tad' }}", 1, 4, "emoji: There is none called “tad”. Did you mean tada?")]
    [InlineData("{{ articel.title }}", 1, 4, "There is no `articel` here. Did you mean article?")]
    [InlineData("{{ article.titel }}", 1, 12,
        "article has no field `titel`. It has image, image_alt, language, summary, tags, text, title, updated, url.")]
    [InlineData("{{ now | date 'day' 'Berlin' }}", 1, 10, "date: “Berlin” is no zone. Write one such as Europe/Berlin.")]
    [InlineData("{{ 'x' | regex.match 'x' }}", 1, 10,
        "regex: A template has no regular expressions. Use string.replace, string.contains or string.split.")]
    public void A_wrong_call_is_said_in_our_words_at_its_place(string body, int line, int column, string message) =>
        Assert.Equal(new TemplateError(message, line, column), new TemplateEngine().Render(body, About, t => t).Error);

    private static string Render(string body, TemplateSubject? subject = null)
    {
        var rendered = new TemplateEngine().Render(body, subject ?? About, text => text);
        Assert.Null(rendered.Error);
        return rendered.Text!;
    }
}
