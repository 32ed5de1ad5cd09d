using System.Text.RegularExpressions;
using YamlDotNet.RepresentationModel;

namespace Engagement.Tests.Data;

/// <summary>What stands in files that no test here can run: it must at least be well made, and name what is there.</summary>
public sealed partial class DeploymentFilesTests
{
    [Fact]
    public void Every_namespace_that_the_hosted_workflow_runs_has_tests()
    {
        var named = Namespaces().Matches(File.ReadAllText(InRepository(".github/workflows/ci.yml")))
            .Select(m => m.Groups[1].Value).ToList();
        var ours = typeof(DeploymentFilesTests).Assembly.GetTypes()
            .Where(t => t.Name.EndsWith("Tests", StringComparison.Ordinal)).Select(t => t.Namespace!).ToHashSet();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.Contains(ours, n => n.StartsWith(name, StringComparison.Ordinal)));
    }

    [Fact]
    public void The_workflow_tests_on_a_real_SQL_Server_and_uses_no_option_of_the_faults_that_is_not_there()
    {
        var jobs = (YamlMappingNode)Read(".github/workflows/ci.yml")["jobs"];
        Assert.StartsWith("mcr.microsoft.com/mssql/server:",
            jobs["test"]["services"]["sqlserver"]["image"].ToString(), StringComparison.Ordinal);
        Assert.Contains("localhost,1433", jobs["test"]["env"]["ENGAGEMENT_TEST_SQLSERVER"].ToString(), StringComparison.Ordinal);

        var build = File.ReadAllText(InRepository("build.cake"));
        var options = Options().Matches(File.ReadAllText(InRepository(".github/workflows/ci.yml")))
            .Where(m => m.Value.Contains("--target=Faults", StringComparison.Ordinal))
            .SelectMany(m => Option().Matches(m.Value)).Select(m => m.Groups[1].Value).Where(o => o != "target").Distinct().ToList();
        Assert.NotEmpty(options);
        Assert.All(options, option => Assert.Contains($"Argument(\"{option}\"", build, StringComparison.Ordinal));
    }

    /// <summary>
    /// The first start failed: the program came before its database, and a password with a semicolon ended the connection string.
    /// </summary>
    [Fact]
    public void Compose_starts_the_server_first_then_makes_the_database_then_starts_the_program_and_its_password_is_quoted()
    {
        var services = (YamlMappingNode)Read("compose.yaml")["services"];
        var (server, database, program) = (services["sqlserver"], services["database"], services["engagement"]);
        Assert.NotNull(server["healthcheck"]["test"]);
        Assert.Equal("service_healthy", database["depends_on"]["sqlserver"]["condition"].ToString());
        Assert.Equal("service_completed_successfully", program["depends_on"]["database"]["condition"].ToString());
        Assert.Equal("unless-stopped", program["restart"].ToString());
        Assert.Equal("unless-stopped", server["restart"].ToString());

        var connection = program["environment"]["ConnectionStrings__Engagement"].ToString().Replace(
            "${ENGAGEMENT_DB_PASSWORD}", "Only-4;this=job", StringComparison.Ordinal);
        var parsed = new Microsoft.Data.SqlClient.SqlConnectionStringBuilder(connection);
        Assert.Equal(("Only-4;this=job", "Engagement"), (parsed.Password, parsed.InitialCatalog));
        Assert.NotEqual("sa", parsed.UserID);
    }

    private static YamlMappingNode Read(string path)
    {
        using var text = File.OpenText(InRepository(path));
        var yaml = new YamlStream();
        yaml.Load(text);
        return (YamlMappingNode)yaml.Documents[0].RootNode;
    }

    private static string InRepository(string path)
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "Engagement.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Engagement.sln is nowhere above the tests.");
        }

        return Path.Combine(folder.FullName, path);
    }

    [GeneratedRegex(@"-namespace (Engagement\.Tests\.\w+)")]
    private static partial Regex Namespaces();

    [GeneratedRegex(@"\./build\.sh [^\n]*")]
    private static partial Regex Options();

    [GeneratedRegex(@"--([\w-]+)=")]
    private static partial Regex Option();
}
