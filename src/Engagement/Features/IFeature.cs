using System.Reflection;
using Engagement.Jobs;
using Microsoft.OpenApi;

namespace Engagement.Features;

/// <summary>
/// A feature's one door: what it brings to the host, which finds it by this type. Nothing else has to be told that it is there.
/// </summary>
internal interface IFeature
{
    /// <summary>Its folders of pages, and who may see them. A folder that nobody names is refused to everybody.</summary>
    IEnumerable<PageFolder> Pages => [];

    /// <summary>Its recurring jobs.</summary>
    IEnumerable<Recurring> Jobs => [];

    void AddServices(IServiceCollection services, IConfiguration configuration)
    {
    }

    /// <summary>What of it runs all the while on nodes that run jobs.</summary>
    void AddToWorkers(IServiceCollection services)
    {
    }

    /// <summary>What of it runs all the while on nodes that serve pages.</summary>
    void AddToPages(IServiceCollection services)
    {
    }

    /// <summary>Its part of the REST API.</summary>
    void MapApi(RouteGroupBuilder api)
    {
    }

    /// <summary>What of it the API's document says beside the operations.</summary>
    void Complete(OpenApiDocument document)
    {
    }

    /// <summary>What of it is neither a page nor in the API: links, hooks, pictures, files.</summary>
    void Map(WebApplication app)
    {
    }

    /// <summary>All of them, by name.</summary>
    static IReadOnlyList<IFeature> All { get; } =
    [
        .. Assembly.GetExecutingAssembly().GetTypes()
            .Where(type => type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFeature)))
            .OrderBy(type => type.Name, StringComparer.Ordinal)
            .Select(type => (IFeature)Activator.CreateInstance(type)!),
    ];
}

/// <summary>A folder of pages.</summary>
/// <param name="Folder">Under <c>Features</c>, such as <c>/Tickets</c>. A folder in it may ask for another area on top.</param>
/// <param name="Area">One of <see cref="Web.Security.Area"/>; null: open to everybody.</param>
internal sealed record PageFolder(string Folder, string? Area);
