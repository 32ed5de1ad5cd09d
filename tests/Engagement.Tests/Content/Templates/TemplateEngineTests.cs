using Engagement.Features.Content.Templates;
using Scriban.Runtime;

namespace Engagement.Tests.Content.Templates;

public sealed class TemplateEngineTests
{
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

        Assert.Equal("article has no field `titel`. It has title, url.",
            new TemplateEngine().Render("{{ article.titel }}", new ScriptObject { ["article"] = article }).Error?.Message);
    }

    [Fact]
    public void Empty_lines_that_optional_parts_leave_are_closed_up()
    {
        Assert.Equal("a\n\nb", new TemplateEngine().Render("a\n\n{{ if false }}x{{ end }}\n\n\nb\n", []).Text);
    }
}
