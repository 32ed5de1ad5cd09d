using System.Diagnostics;
using Engagement.Features.Templates;
using Scriban.Runtime;

namespace Engagement.Tests.Templates;

public sealed class TemplateEngineTests
{
    /// <summary>What a hostile writer would try, one line each.</summary>
    public static TheoryData<string> Attacks =>
    [
        "{{ while true }}{{ end }}",
        "{{ for i in 1..1000000000 }}x{{ end }}",
        "{{ for i in (1..900) }}{{ for j in (1..900) }}{{ for k in (1..900) }}x{{ end }}{{ end }}{{ end }}",
        "{{ func f; f; end; f }}",
        "{{ func f(x); f x + 1; end; f 1 }}",
        "{{ 'a' * 1000000000 }}",
        "{{ 'a' | string.pad_left 2000000000 }}",
        "{{ 'a' | string.pad_right 2000000000 }}",
        "{{ x = 'ab' }}{{ for i in 1..900 }}{{ x = x + x }}{{ end }}{{ x }}",
        "{{ (1..100000000) | array.join ',' }}",
        "{{ [1] * 1000000000 }}",
        "{{ x = []; for i in 1..900; x = x | array.add x; end; x }}",
        "{{ a = {}; a.b = a; a }}",
        "{{ 1 << 2000000000 }}",
        "{{ 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!' | regex.match '^(a+)+$' }}",
        "{{ 'x' | string.replace 'x' ('y' * 100000000) }}",
        "{{ '{{ while true; end }}' | object.eval_template }}",
        "{{ include '/etc/passwd' }}",
        "{{ include 'http://169.254.169.254/latest' }}",
        "{{ import 'System.IO' }}",
        "{{ 'a'.length.GetType }}",
        "{{ article.GetType.Assembly }}",
        "{{ nothing_like_this }}",
    ];

    [Theory]
    [MemberData(nameof(Attacks))]
    public void A_hostile_template_is_refused_soon_and_with_a_place(string body)
    {
        var engine = new TemplateEngine();
        engine.Render("{{ 1 }}", []); // the first use of the engine pays for its loading
        var watch = Stopwatch.StartNew();

        var rendered = engine.Render(body, new ScriptObject { ["article"] = new ScriptObject { ["title"] = "x" } });

        Assert.Null(rendered.Text);
        Assert.NotNull(rendered.Error);
        Assert.NotEmpty(rendered.Error.Message);
        Assert.True(rendered.Error is { Line: >= 1, Column: >= 1 });
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(2), $"It took {watch.Elapsed}."); // the limit is 230 ms in two tries; the rest is a busy machine
    }

    [Fact]
    public void Reflection_finds_nothing_to_hold_on_to()
    {
        Assert.Equal("", new TemplateEngine().Render("{{ this.GetType }}", []).Text);
    }

    [Theory]
    [InlineData("Hello\n\n{{ if }}", 3, 7)]
    [InlineData("{{ article.title }}\n  {{ nope }}", 2, 6)]
    public void An_error_names_its_line_and_column(string body, int line, int column)
    {
        var error = new TemplateEngine().Render(body, new ScriptObject { ["article"] = new ScriptObject { ["title"] = "x" } }).Error;

        Assert.Equal((line, column), (error!.Line, error.Column));
    }

    [Fact]
    public void A_field_that_is_not_there_is_an_error_that_says_which_are()
    {
        var article = new TemplateFields("article") { ["title"] = "x", ["url"] = "y" };

        Assert.Equal("article has no field `titel`. It has title, url.", new TemplateEngine().Render("{{ article.titel }}", new ScriptObject { ["article"] = article }).Error?.Message);
    }

    [Fact]
    public void Empty_lines_that_optional_parts_leave_are_closed_up()
    {
        Assert.Equal("a\n\nb", new TemplateEngine().Render("a\n\n{{ if false }}x{{ end }}\n\n\nb\n", []).Text);
    }
}
