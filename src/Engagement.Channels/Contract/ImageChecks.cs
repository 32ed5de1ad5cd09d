namespace Engagement.Channels;

/// <summary>What can be known of a post's images before they leave.</summary>
public static class ImageChecks
{
    /// <inheritdoc cref="Problem(IReadOnlyList{ImageSketch}, ChannelFacts)"/>
    public static string? Problem(IReadOnlyList<OutgoingImage> images, ChannelFacts facts) =>
        Problem([.. images.Select(i => new ImageSketch(i.MediaType, i.Bytes.Length, i.AltText))], facts);

    /// <summary>What is wrong, naming the image, or null.</summary>
    public static string? Problem(IReadOnlyList<ImageSketch> images, ChannelFacts facts)
    {
        if (images.Count > facts.MaxImages)
        {
            return $"Images: {facts.Name} takes {facts.MaxImages} images in one post, and this has {images.Count}.";
        }

        for (var i = 0; i < images.Count; i++)
        {
            var image = images[i];
            if (!facts.ImageTypes.Contains(image.MediaType))
            {
                return $"Image {i + 1}: {facts.Name} does not take {image.MediaType}; it takes {string.Join(", ", facts.ImageTypes)}.";
            }

            if (image.Size > facts.MaxImageBytes)
            {
                return $"Image {i + 1}: it has {image.Size:N0} bytes, and {facts.Name} takes {facts.MaxImageBytes:N0}.";
            }

            if (image.AltText.Length > facts.MaxAltText)
            {
                return $"Image {i + 1}: its description has {image.AltText.Length:N0} characters, and {facts.Name} takes "
                    + $"{facts.MaxAltText:N0}.";
            }
        }

        return null;
    }
}

/// <summary>What a network's rules ask of an image.</summary>
/// <param name="Size">In bytes.</param>
public readonly record struct ImageSketch(string MediaType, int Size, string AltText);
