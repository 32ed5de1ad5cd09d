using Engagement.Data;
using Engagement.Host;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Hosting;

namespace Engagement.Faults.Nodes;

/// <summary>
/// A whole node on the embedded database, beside others: what <c>serve</c> starts, without the lock that keeps a second one from the file
/// and without ending the others' leases. Only for trying the run where there is no SQL Server; there the nodes are the product's own
/// <c>serve</c>.
/// </summary>
internal static class NodeHost
{
    public static async Task RunAsync(string role)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions
            { ContentRootPath = AppContext.BaseDirectory, ApplicationName = "Engagement" });
        var app = EngagementApp.Build(
            builder, DatabaseOptions.From(builder.Configuration, Directory.GetCurrentDirectory()), new ServeRole(role), sandbox: false);
        await app.StartAsync();
        await app.WaitForShutdownAsync();
    }
}
