public enum Room {}
