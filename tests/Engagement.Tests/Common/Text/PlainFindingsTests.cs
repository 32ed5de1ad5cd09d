using System.Reflection;
using Engagement.Common.Text;
using FluentValidation;
using FluentValidation.Validators;

namespace Engagement.Tests.Common.Text;

/// <summary>No rule of ours speaks in the library's words, and none says only that something is wrong.</summary>
public sealed class PlainFindingsTests
{
    [Fact]
    public void Every_rule_says_what_it_takes()
    {
        var (rules, silent) = (0, new List<string>());
        foreach (var type in typeof(PlainFindings).Assembly.GetTypes().Where(t => !t.IsAbstract && t.IsAssignableTo(typeof(IValidator))))
        {
            foreach (var rule in (IEnumerable<IValidationRule>)Make(type))
            {
                foreach (var component in rule.Components.Where(c => c.Validator is not IChildValidatorAdaptor && !IsInCode(type, rule)))
                {
                    rules++;
                    var says = Says(component);
                    if (string.IsNullOrWhiteSpace(says) || says == PlainFindings.Nothing)
                    {
                        silent.Add($"{type.FullName}: {rule.PropertyName} {component.Validator.Name} says “{says}”");
                    }
                }
            }
        }

        Assert.True(rules > 150, $"Only {rules} rules were found.");
        Assert.True(silent.Count == 0, string.Join('\n', silent));
    }

    [Theory]
    [InlineData("", "It must be given.")]
    [InlineData("abcdef", "At most 5 characters.")]
    public void The_words_are_ours_in_any_language_of_the_process(string text, string words)
    {
        var before = System.Globalization.CultureInfo.CurrentUICulture;
        try
        {
            System.Globalization.CultureInfo.CurrentUICulture = new("de-DE");
            var rules = new InlineValidator<string>();
            rules.RuleFor(t => t).NotEmpty().MaximumLength(5).WithName("Language");

            Assert.Equal([words], rules.Validate(text).Errors.Select(e => e.ErrorMessage));
        }
        finally
        {
            System.Globalization.CultureInfo.CurrentUICulture = before;
        }
    }

    // A rule in code (Custom) adds findings with words of its own, and looks like one that says nothing.
    private static bool IsInCode(Type validator, IValidationRule rule) => (validator.DeclaringType!.Name, rule.PropertyName)
        is ("TemplateTexts", "Body") or ("SaveRule", "Conditions") or ("SaveRule", "Actions") or ("SaveEndpoint", "Address");

    // Words that are made of what is judged cannot be made of nothing: they are words of its own.
    private static string Says(FluentValidation.Internal.IRuleComponent component)
    {
        try
        {
            return component.GetUnformattedErrorMessage();
        }
        catch (NullReferenceException)
        {
            return "(of what is judged)";
        }
    }

    private static object Make(Type type)
    {
        var constructor = type.GetConstructors(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Single();
        return constructor.Invoke([.. constructor.GetParameters().Select(p => p.ParameterType == typeof(string) ? ""
            : p.ParameterType.IsValueType ? Activator.CreateInstance(p.ParameterType) : null)]);
    }
}
