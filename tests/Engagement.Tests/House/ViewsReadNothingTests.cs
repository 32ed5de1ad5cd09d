using System.Reflection;
using Engagement.Data;
using Microsoft.AspNetCore.Mvc.Razor.Internal;
using Microsoft.AspNetCore.Razor.Hosting;

namespace Engagement.Tests.House;

/// <summary>A page's model asks for what the page shows; a view only shows it.</summary>
public sealed class ViewsReadNothingTests
{
    [Fact]
    public void No_view_is_given_the_database_or_anything_that_reads_it()
    {
        var views = typeof(Db).Assembly.GetCustomAttributes<RazorCompiledItemAttribute>().Select(item => item.Type).ToList();

        var given = views.SelectMany(view => view.GetProperties(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic)
            .Where(property => property.IsDefined(typeof(RazorInjectAttribute), inherit: true))
            .Select(property => (View: view.Name, Given: property.PropertyType))).ToList();

        Assert.True(views.Count > 100, $"Only {views.Count} views were seen.");
        Assert.Contains(given, found => found.Given.Name == "IAntiforgery"); // the layout's, so it is seen what views are given
        Assert.DoesNotContain(given, found => found.Given.FullName!.StartsWith("Engagement.", StringComparison.Ordinal));
    }
}
