using Engagement.Data;
using Engagement.Features.Content.Templates;

namespace Engagement.Tests.Content.Templates;

/// <summary>All that is wrong at once, with its place, before anything is rendered.</summary>
public sealed class NameFaultsTests
{
    private static readonly TemplateEngine Engine = new();

    [Fact]
    public void Every_wrong_name_is_said_at_its_place_also_in_a_branch_that_is_not_taken()
    {
        var faults = Engine.Faults("{{ article.titel }}\n{{ if article.image != '' }}{{ artcle.title | shorten 20 | upcase }}{{ end }}\n"
            + "  {{ string.upcas article.sumary }}", "post");

        Assert.Equal(
            [(1, 12, "article has no field `titel`."), (2, 32, "There is no `artcle` here. Did you mean article?"),
                (2, 60, "There is no `upcase` here."), (3, 13, "string has no field `upcas`."), (3, 27, "article has no field `sumary`.")],
            faults.Select(f => (f.Line, f.Column,
                f.Message[..(f.Message.IndexOf(f.Message.Contains('?', StringComparison.Ordinal) ? '?' : '.', StringComparison.Ordinal)
                    + 1)])));
    }

    [Fact]
    public void Every_error_of_the_grammar_is_said()
    {
        var faults = Engine.Faults("{{ if }}\nHello\n{{ article.title | }}\n", "post");

        Assert.True(faults.Count >= 2, string.Join('\n', faults));
        Assert.Equal([1, 3], faults.Select(f => f.Line).Where(l => l is 1 or 3).Distinct());
    }

    [Theory]
    [InlineData("{{ short = article.title | shorten 20; short }}")]
    [InlineData("{{ for tag in article.tags; tag; if for.last; '.'; end; end }}")]
    [InlineData("{{ func twice(x); ret x + x; end; twice article.title }}")]
    [InlineData("{{ func last; ret $0; end; last article.title; [1, 2] | array.each @(do; ret $0; end) }}")]
    [InlineData("{{ capture words }}a{{ end }}{{ words }}")]
    [InlineData("{{ it = { name: 'x', other: 2 }; it.name; it.other }}")]
    [InlineData("{{ article.title | shorten most: 12 }}{{ now | date 'day' zone: 'Europe/Berlin' }}")]
    [InlineData("{{ with article; title; end }}")]
    [InlineData("{{ i = 0; while i < 3; i = i + 1; while.index; end }}{{ empty }}{{ link }}{{ article.url | link }}")]
    [InlineData("{{ case article.language; when 'de'; 'ja'; else; 'yes'; end }}{{ article.title.size }}{{ article['title'] }}")]
    [InlineData("{{ article = 'mine'; article.size }}")]
    [InlineData("{{ 'x' | regex.match 'x' }}")]
    public void What_a_template_makes_itself_and_what_only_its_rendering_knows_is_no_fault(string body) =>
        Assert.Empty(Engine.Faults(body, "post"));

    [Fact]
    public void Each_kind_has_its_own_names()
    {
        Assert.Empty(Engine.Faults("{{ client.first_name }} {{ ticket.number }} {{ link }}", "reply"));
        Assert.Equal([4, 28], Engine.Faults("{{ client.first_name }} {{ ticket.number }} {{ link }}", "post").Select(f => f.Column));
    }

    [Fact]
    public async Task The_shipped_templates_have_none()
    {
        await using var room = await TemplateRoom.OpenAsync(Dialect.Sqlite);
        foreach (var template in await room.Db.QueryAsync<TemplateRow>(TemplateSql.All, ct: TestContext.Current.CancellationToken))
        {
            Assert.Empty(Engine.Faults(template.Body, template.Kind));
        }
    }
}
