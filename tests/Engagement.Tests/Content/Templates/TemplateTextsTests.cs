using Engagement.Features.Content.Templates;

namespace Engagement.Tests.Content.Templates;

public sealed class TemplateTextsTests
{
    private static readonly TemplateTexts Texts = TemplateTexts.Of(
        "en", "Hello", [new("de", "Hallo"), new("pt-BR", "Olá"), new("de-AT", "Servus")]);

    [Theory]
    [InlineData("de", "Hallo", null)]
    [InlineData("de-AT", "Servus", null)] // the language itself first
    [InlineData("DE-at", "Servus", null)] // tags know no case
    [InlineData("de-CH", "Hallo", null)] // then less exactly
    [InlineData("de-AT-1996", "Servus", null)]
    [InlineData("pt", "Olá", null)] // then a neighbour's
    [InlineData("pt-PT", "Olá", null)]
    [InlineData("en-GB", "Hello", null)]
    [InlineData("fr", "Hello", "fr")] // then the first, and that is said
    [InlineData("", "Hello", null)]
    [InlineData(null, "Hello", null)]
    public void The_nearest_text_is_chosen_and_a_missing_language_is_said(string? wanted, string words, string? missing)
    {
        var chosen = Texts.For(wanted);

        Assert.Equal((words, missing), (chosen.Body, chosen.Missing));
    }

    [Fact]
    public void A_language_there_twice_a_tag_that_is_none_and_empty_words_are_refused_by_name()
    {
        var rules = new TemplateTexts.Validator(new TemplateEngine(), TemplateKinds.Post);

        Assert.Contains(rules.Validate(TemplateTexts.Of("en", "a", [new("EN", "b")])).Errors,
            e => e.ErrorMessage.Contains("twice", StringComparison.Ordinal));
        Assert.Contains(rules.Validate(TemplateTexts.Of("en", "a", [new("de", " ")])).Errors,
            e => e.ErrorMessage.Contains("German", StringComparison.Ordinal));
        Assert.Contains(rules.Validate(TemplateTexts.Of("en", "a", [new("../x", "b")])).Errors, e => e.PropertyName == "Others[0].Key");
        Assert.Contains(rules.Validate(TemplateTexts.Of("en", "a", [new("de", "{{ if }}")])).Errors,
            e => e.ErrorMessage.StartsWith("Line 1", StringComparison.Ordinal));
        Assert.True(rules.Validate(Texts).IsValid);
    }
}
